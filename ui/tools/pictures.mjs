// Pictures of every page: the built window, under the shell's content security policy, in a real browser with a pretended
// shell; both languages, light and dark. Each page is checked by axe-core, and the way is walked by keyboard alone.
//   npm run pictures -- [folder] [--languages=ru,en] [--schemes=light,dark] [--turns] [--quick] [--keyboard] [--only=NAME]
// The default folder is $TMPDIR/zapros-pictures. --turns: each page once, by turns in every language and scheme; --quick: no
// narrow windows; --keyboard: nothing but the walk by keyboard; --only: pages whose name has NAME. Axe runs on every page,
// so the whole set takes some minutes. ZAPROS_LETTER: the folder of a composed letter, whose papers are then shown.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { keyboardWay } from "./keyboard.mjs";
import { pages } from "./walk.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const only = process.argv.find((a) => a.startsWith("--only="))?.slice(7) ?? "";
const out = resolve(process.argv.slice(2).find((a) => !a.startsWith("--")) ?? join(tmpdir(), "zapros-pictures"));
const axe = await readFile(join(root, "node_modules/axe-core/axe.min.js"), "utf8");

/** The same policy as in tauri.conf.json, so that what works here works there. */
const { app } = JSON.parse(await readFile(join(root, "../tauri.conf.json"), "utf8"));
const policy = app.security.csp;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const server = await serve(await site(join(root, "dist")));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const papers = await papersOf(process.env.ZAPROS_LETTER);
const shell = await fakeShell();
let failures = 0;

const flag = (name) => process.argv.includes(`--${name}`);
const list = (name, all) => (process.argv.find((a) => a.startsWith(`--${name}=`))?.split("=")[1] ?? all).split(",").filter(Boolean);

try {
  await walk();
  if (flag("keyboard")) throw null;
  const looks = list("languages", "ru,en").flatMap((language) => list("schemes", "light,dark").map((scheme) => ({ language, scheme })));
  for (const [turn, { language, scheme }] of looks.entries()) {
    const share = flag("turns") ? (_, i) => i % looks.length === turn : () => true;
    await look(language, scheme, { width: 1180, height: 760 }, "", share);
  }
  if (!flag("quick")) {
    // 200 % zoom of the smallest usual screen, and the narrowest window there is (WCAG 1.4.10).
    await look("ru", "light", { width: 590, height: 380 }, "zoom200-");
    await look("ru", "light", { width: 320, height: 640 }, "narrow-");
  }
} catch (stopped) {
  if (stopped !== null) throw stopped;
} finally {
  await browser.close();
  server.close();
}
console.log(`${out}: ${failures === 0 ? "clean" : `${failures} failures`}`);
process.exitCode = failures === 0 ? 0 : 1;

async function walk() {
  const context = await prepared({ viewport: { width: 1180, height: 760 }, reducedMotion: "reduce" });
  for (const problem of await keyboardWay(context, server.url)) {
    failures += 1;
    console.error(`by keyboard: ${problem}`);
  }
  await context.close();
}

/** A browser with the pretended shell inside and prototypes frozen, as the real one has them. */
async function prepared(options) {
  const context = await browser.newContext(options);
  await context.route("**/fake-*.pdf", (route) => {
    const name = /fake-(\w+)\.pdf/.exec(route.request().url())?.[1];
    return route.fulfill({ body: papers[name] ?? papers.letter, contentType: "application/pdf" });
  });
  await context.addInitScript({ content: "Object.freeze(Object.prototype);" });
  await context.addInitScript({ content: shell });
  return context;
}

async function look(language, scheme, viewport, prefix = "", share = () => true) {
  const context = await prepared({ viewport, colorScheme: scheme, reducedMotion: "reduce", locale: language });
  for (const { name, search = {}, draft, act } of pages(language).filter(share)) {
    if (!name.includes(only)) continue;
    const page = await context.newPage();
    const complain = (what) => {
      failures += 1;
      console.error(`${prefix}${name} ${language} ${scheme}: ${what}`);
    };
    page.on("console", (message) => message.type() === "error" && complain(message.text()));
    page.on("pageerror", (error) => complain(error.message));
    const query = new URLSearchParams({ ...search, ...(draft ? { at: JSON.stringify(draft) } : {}) });
    await page.goto(`${server.url}/index.html?${query}`);
    await page.locator("h1").waitFor();
    try {
      if (act) await act(page, language);
    } catch (error) {
      complain(error.message);
    }
    await page.evaluate(() => document.fonts.ready);
    // A letter beside the page must be there, and painted.
    if (draft && !["language", "asking"].includes(draft.at) && viewport.width >= 900 && (await page.locator("#host").count()) === 0) {
      await page.waitForFunction(() => document.querySelector(".paper canvas[data-painted]") !== null, undefined, { timeout: 20_000 }).catch(() => complain("the letter is not painted"));
    }
    const picture = `${prefix}${name}.${language}.${scheme}.png`;
    await page.screenshot({ path: join(out, picture) });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll(".left")].some((e) => e.scrollWidth > e.clientWidth));
    if (overflow) complain("scrolls sideways");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    for (const { id, nodes } of violations) complain(`axe ${id}: ${nodes.map((n) => n.target.join(" ")).join("; ")}`);
    await page.close();
  }
  await context.close();
}

/** The pretended shell as one script that answers Tauri's `invoke`. */
async function fakeShell() {
  const result = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry: join(root, "tools/fake-shell.ts"), formats: ["iife"], name: "fakeShell" } },
  });
  return [result].flat()[0].output[0].code;
}

/** Papers to look at: those of a real letter in the folder that ZAPROS_LETTER names, else a drawn one for all. */
async function papersOf(folder) {
  if (!folder) return { letter: await drawnLetter() };
  const read = (name) => readFile(join(folder, name));
  return {
    letter: await read("letter.pdf"),
    post_letter: await read("post/letter.pdf"),
    post_envelope: await read("post/envelope.pdf"),
    post_inventory_f107: await read("post/inventory-f107.pdf"),
    post_notice_f119: await read("post/notice-f119.pdf"),
  };
}

async function drawnLetter() {
  const page = await browser.newPage();
  await page.goto(`${server.url}/letter.html`);
  await page.evaluate(() => document.fonts.ready);
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  await writeFile(join(out, "letter.pdf"), pdf);
  await page.close();
  return pdf;
}

/** The built window as it is now: a build in the meantime must not change what is looked at. */
async function site(dist) {
  const files = new Map();
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(dist, path)}`, await readFile(path));
  }
  return files;
}

async function serve(files) {
  const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
  const sample = await readFile(join(root, "tools/letter.html"));
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const body = pathname === "/letter.html" ? sample : files.get(pathname);
    response.statusCode = body ? 200 : 404;
    response.setHeader("Content-Type", `${types[extname(pathname)] ?? "application/octet-stream"}; charset=utf-8`);
    if (body !== sample) response.setHeader("Content-Security-Policy", policy);
    response.end(body);
  });
  await new Promise((ready) => http.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${http.address().port}`, close: () => http.close() };
}
