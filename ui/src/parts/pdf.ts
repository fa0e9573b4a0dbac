// pdf.js, told to do nothing but paint: no scripts, no forms, no links, no fonts let into the document.
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;

export interface Pages {
  count: number;
  /** Paints a page on a canvas at the width it has in the window; the result stops it. */
  paint: (number: number) => (canvas: HTMLCanvasElement) => () => void;
  close: () => Promise<void>;
}

export async function open(bytes: ArrayBuffer): Promise<Pages> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    // Glyphs as paths: the letter's fonts never become fonts of the window.
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: true,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: 0,
  });
  const document = await task.promise;
  return { count: document.numPages, paint: (number) => painter(document, number), close: () => task.destroy() };
}

const USUAL_WIDTH = 504;

function painter(document: PDFDocumentProxy, number: number): (canvas: HTMLCanvasElement) => () => void {
  return (canvas) => {
    let stop = (): void => undefined;
    void document
      .getPage(number)
      .then((page) => {
        const natural = page.getViewport({ scale: 1 });
        // In a narrow window the desk is hidden and has no width yet: then as wide as the paper usually is.
        const scale = ((canvas.clientWidth || USUAL_WIDTH) / natural.width) * Math.max(window.devicePixelRatio, 1.5);
        const viewport = page.getViewport({ scale });
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        // An envelope is no A4 page.
        canvas.style.aspectRatio = `${viewport.width} / ${viewport.height}`;
        // annotationMode 0: appearances of form fields and links are not painted either.
        const task = page.render({ canvas, viewport, annotationMode: 0, background: "rgba(255,255,255,1)" });
        stop = () => task.cancel();
        return task.promise;
      })
      .then(() => {
        canvas.dataset["painted"] = "yes";
      })
      .catch(() => undefined); // A cancelled painting is no failure: a newer one is under way.
    return () => stop();
  };
}
