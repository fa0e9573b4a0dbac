"""The same letters set by others: python rivals.py TEXTS.json FONT_FOLDER

TEXTS.json comes from the example `measure`. Each program gets the same text, PT Serif 13 pt, the margins of the letter,
justified lines, Russian hyphenation and tags, where it has them. Times are processor time. Prints `program <tab> name <tab> value`.
"""

import html
import io
import json
import os
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"  # one core for everybody


def measured(program, make, texts):
    for name, runs in (("one_page", 9), ("hundred_pages", 3)):
        paragraphs = texts[name]
        made = make(paragraphs)  # the first run reads fonts and code
        started = time.process_time()
        for _ in range(runs):
            made = make(paragraphs)
        spent = (time.process_time() - started) * 1000 / runs
        print(f"{program}\t{name}_ms\t{spent:.3f}", flush=True)
        print(f"{program}\t{name}_kb\t{len(made) / 1024:.3f}", flush=True)


def typst(fonts):
    import typst

    head = (
        '#set page(paper: "a4", margin: (left: 20mm, right: 15mm, y: 20mm))\n'
        '#set text(font: "PT Serif", size: 13pt, lang: "ru")\n'
        "#set par(justify: true, first-line-indent: 12.5mm)\n"
        '#set document(title: "Letter")\n'
    )

    def make(paragraphs):
        out = [head]
        for kind, text in paragraphs:
            quoted = json.dumps(text, ensure_ascii=False)
            call = {"h1": "#heading(level: 1, {})", "h2": "#heading(level: 2, {})"}.get(kind, "#par({})")
            out.append(call.format(quoted) + "\n")
        return typst.compile(
            "\n".join(out).encode(), font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["a-3a", "ua-1"]
        )

    return make


def weasyprint(fonts):
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    face = "@font-face {{ font-family: PT; font-weight: {}; src: url(file://{}/{}) }}"
    style = CSS(
        string=face.format(400, fonts, "PTF55F.ttf")
        + face.format(700, fonts, "PTF75F.ttf")
        + "@page { size: A4; margin: 20mm 15mm 20mm 20mm } html { font: 13pt/1.24 PT; hyphens: auto }"
        + "p { margin: 0 0 4pt; text-align: justify; text-indent: 12.5mm } h1, h2 { font-size: 13pt }",
        font_config=configuration,
    )

    def make(paragraphs):
        body = []
        for kind, text in paragraphs:
            tag = kind if kind in ("h1", "h2") else "p"
            body.append(f"<{tag}>{html.escape(text)}</{tag}>")
        page = f"<!doctype html><html lang=ru><head><title>Letter</title></head><body>{''.join(body)}</body></html>"
        return HTML(string=page).write_pdf(stylesheets=[style], font_config=configuration, pdf_variant="pdf/a-3a")

    return make


def reportlab(fonts):
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("PT", os.path.join(fonts, "PTF55F.ttf")))
    pdfmetrics.registerFont(TTFont("PTB", os.path.join(fonts, "PTF75F.ttf")))
    plain = ParagraphStyle("p", fontName="PT", fontSize=13, leading=16, alignment=TA_JUSTIFY, firstLineIndent=12.5 * mm)
    bold = ParagraphStyle("h", fontName="PTB", fontSize=13, leading=16)

    def make(paragraphs):
        out = io.BytesIO()
        margins = {"leftMargin": 20 * mm, "rightMargin": 15 * mm, "topMargin": 20 * mm, "bottomMargin": 20 * mm}
        SimpleDocTemplate(out, pagesize=A4, title="Letter", lang="ru", **margins).build(
            [Paragraph(html.escape(text), bold if kind in ("h1", "h2") else plain) for kind, text in paragraphs]
        )
        return out.getvalue()

    return make


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        texts = json.load(file)
    fonts = os.path.abspath(sys.argv[2])
    for name, program in (("Typst", typst), ("WeasyPrint", weasyprint), ("ReportLab", reportlab)):
        measured(name, program(fonts), texts)


main()
