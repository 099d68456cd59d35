"""picture.py - bench.svg: a bar for each ratio, and a tick at its target."""

from xml.sax.saxutils import escape

ROW, LEFT, WIDTH, MOST = 22, 330, 420, 2.0


def bar(y, row):
    ratio = row["ratio"]
    length = min(ratio, MOST) / MOST * WIDTH
    late = row["target"] and ratio > row["target"]
    lines = [
        f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">'
        f'{escape(row["name"])}</text>',
        f'<rect x="{LEFT}" y="{y + 3}" width="{length:.1f}" height="14" '
        f'fill="{"#c0392b" if late else "#2c7a7b"}"/>',
        f'<text x="{LEFT + length + 6:.1f}" y="{y + 14}">{ratio:.2f} '
        f'{escape(row["other"]["name"])}{" (CPU)" if row["what"] == "cpu" else ""}'
        '</text>',
    ]
    if row["target"] and row["target"] <= MOST:
        x = LEFT + row["target"] / MOST * WIDTH
        lines.append(f'<line x1="{x:.1f}" y1="{y}" x2="{x:.1f}" y2="{y + 20}" '
                     'stroke="#000" stroke-width="2"/>')
    return lines


def draw(results, path):
    rows = [row for row in results if "ratio" in row]
    height = ROW * (len(rows) + 2)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 150}" '
             f'height="{height}" font-family="sans-serif" font-size="12">',
             f'<text x="{LEFT}" y="14">time of pop3sh over time of the other; '
             'the tick is the target</text>']
    for i, row in enumerate(rows):
        lines += bar(ROW * (i + 1), row)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([*lines, "</svg>", ""]))
