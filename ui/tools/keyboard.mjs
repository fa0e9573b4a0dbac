// The whole way from the first page to a sent letter, by keyboard alone; a restart in the middle; an error found and
// followed to its field.

export async function keyboardWay(context, url, steps = WAY) {
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${url}/index.html`);
  await page.locator("h1").waitFor();
  for (const step of steps) {
    try {
      await step(page, url);
    } catch (error) {
      problems.push(`${await page.locator("h1").textContent()}: ${error.message}`);
      break;
    }
  }
  await page.close();
  return problems;
}

/** Tabs until the element with this id, or of this text, has the focus. */
async function reach(page, wanted) {
  for (let i = 0; i < 80; i++) {
    const here = await page.evaluate((w) => {
      const e = document.activeElement;
      return e !== null && (e.id === w || e.textContent?.trim() === w || e.getAttribute("value") === w);
    }, wanted);
    if (here) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach «${wanted}»`);
}

const title = (text) => async (page) => {
  await page.locator("h1", { hasText: text }).waitFor({ timeout: 5000 });
};
const type = (id, text) => async (page) => {
  await reach(page, id);
  await page.keyboard.type(text);
};
const press = (text) => async (page) => {
  await reach(page, text);
  await page.keyboard.press("Enter");
};
/** Ticks or chooses by value: a radio group is one stop of the Tab key, arrows go on inside it. */
const choose = (value) => async (page) => {
  for (let i = 0; i < 60; i++) {
    const state = await page.evaluate((v) => {
      const e = document.activeElement;
      if (!(e instanceof HTMLInputElement)) return "elsewhere";
      if (e.value === v) return e.checked ? "done" : "here";
      if (e.type !== "radio") return "elsewhere";
      return [...document.getElementsByName(e.name)].some((o) => o.value === v) ? "beside" : "elsewhere";
    }, value);
    if (state === "done") return;
    await page.keyboard.press({ here: "Space", beside: "ArrowDown", elsewhere: "Tab" }[state]);
  }
  throw new Error(`the keyboard does not choose «${value}»`);
};
const enter = async (page) => page.keyboard.press("Enter");

/** The draft that was last kept is the draft that opens: nothing typed is lost. */
const restart = (id) => async (page, url) => {
  const typed = await page.evaluate((i) => document.getElementById(i).value, id);
  await page.waitForFunction(
    ([key, value]) => globalThis.savedDrafts.at(-1)?.answers[key] === value,
    [id, typed],
    { timeout: 1000 },
  );
  const draft = await page.evaluate(() => globalThis.savedDrafts.at(-1));
  await page.goto(`${url}/index.html?${new URLSearchParams({ at: JSON.stringify(draft) })}`);
  await page.locator("h1").waitFor();
  const found = await page.evaluate((i) => document.getElementById(i)?.value, id);
  if (found !== typed) throw new Error(`a restart has lost «${typed}»`);
};

const errorLeadsTo = (id) => async (page) => {
  await page.locator(".trouble").waitFor({ timeout: 5000 });
  const inside = await page.evaluate(() => document.activeElement?.classList.contains("trouble"));
  if (!inside) throw new Error("the summary of errors has not taken the focus");
  await page.keyboard.press("Tab");
  const text = await page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press("Enter");
  const { at, beside } = await page.evaluate((i) => ({ at: document.activeElement?.id, beside: document.getElementById(`${i}-wrong`)?.textContent ?? "" }), id);
  if (at !== id) throw new Error(`the error's link leads to «${at}», not to «${id}»`);
  if (!beside.includes(text ?? "–")) throw new Error("the summary and the field use different words");
};

const WAY = [
  title("На каком языке"), press("Продолжить"),
  title("Кому вы пишете"), type("/operator/email", "privacy@operator.example"), enter,
  title("Чего вы хотите"), press("Продолжить"), errorLeadsToGroup, choose("know"), press("Продолжить"),
  title("Что вы хотите узнать"), choose("other"), press("Продолжить"),
  title("О чьих данных"), choose("self"), press("Продолжить"),
  title("Как вас зовут"), type("/subject/surname", "Иванова-Петровская"), type("/subject/given_name", "Мария"), type("/subject/email", "m.ivanova@mail.example"), restart("/subject/email"),
  press("Продолжить"),
  title("Данные паспорта"), type("/subject/document/series", "4508"), type("/subject/document/number", "12345"), type("/subject/document/issued_by", "ОВД «Тверской»"), type("/subject/document/issued_on", "14052008"), enter,
  errorLeadsTo("/subject/document/number"), type("/subject/document/number", "6"),
  async (page) => page.keyboard.press("Alt+ArrowLeft"), title("Как вас зовут"), press("Продолжить"), title("Данные паспорта"),
  press("Продолжить"),
  title("Что связывает"), choose("account"), type("/relationship/account/value", "m.ivanova"), enter,
  title("Куда ответить"), press("Продолжить"),
  title("Что приложить"), press("Продолжить"),
  title("Проверьте письмо"), async (page) => page.locator(".verdict", { hasText: "Всё, что требует" }).waitFor(),
  // A change from the summary comes straight back.
  async (page) => { await reachLabel(page, "Изменить: от кого"); await enter(page); },
  title("Как вас зовут"), type("/subject/patronymic", "Сергеевна"), enter,
  title("Проверьте письмо"), async (page) => page.locator("dd", { hasText: "Мария Сергеевна" }).first().waitFor(), async (page) => page.locator(".verdict", { hasText: "Всё, что требует" }).waitFor(),
  // A second demand in the same letter, and away with it again.
  title("Проверьте письмо"), press("Попросить ещё о чём-то в этом же письме"), title("О чём ещё"), choose("ads"), press("Продолжить"),
  title("Откуда приходит реклама"), choose("sms"), type("/demands/1/channels/sms/address", "+7 916 123-45-67"), enter,
  title("Проверьте письмо"), async (page) => page.locator("dt", { hasText: "О чём 2" }).waitFor(),
  async (page) => { await reachLabel(page, "Убрать: Прекратить рекламу"); await enter(page); },
  async (page) => page.locator("dt", { hasText: "О чём 2" }).waitFor({ state: "detached" }),
  async (page) => page.locator(".verdict", { hasText: "Всё, что требует" }).waitFor(), press("Продолжить к подписи"),
  title("Чем подписать"), choose("certificate"), press("Выбрать файл…"), async (page) => page.locator("#password").waitFor(), type("password", "right"), enter,
  async (page) => page.locator(".serial").waitFor(), press("Подписать"),
  title("Отправить письмо"), press("Отправить"),
  title("Письмо отправлено"), async (page) => page.locator(".strip").waitFor(),
];

async function errorLeadsToGroup(page) {
  await page.locator(".trouble").waitFor({ timeout: 5000 });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const type = await page.evaluate(() => document.activeElement?.getAttribute("type"));
  if (type !== "radio") throw new Error(`the error's link leads to «${type}», not to the choice`);
}

async function reachLabel(page, label) {
  for (let i = 0; i < 60; i++) {
    if ((await page.evaluate(() => document.activeElement?.getAttribute("aria-label")))?.replaceAll("\u00a0", " ") === label) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach «${label}»`);
}
