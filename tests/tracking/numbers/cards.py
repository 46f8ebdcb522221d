"""Cards, comments and pictures for the tests of number information."""

from io import BytesIO

from PIL import Image

from tracking.models import NumberComment, NumberInformation


def a_card(item, number="LOT1", kind="lot", **values):
    values.setdefault("variant", item.variants.get(code=""))
    return NumberInformation.objects.create(item=item, kind=kind, number=number, **values)


def commented(item, *texts, number="LOT1", kind="lot", date="2026-01-05", **values):
    values.setdefault("variant", item.variants.get(code=""))
    return NumberComment.objects.bulk_create(
        NumberComment(
            item=item,
            kind=kind,
            number=number,
            line_no=place * 10000,
            date=date,
            comment=text,
            **values,
        )
        for place, text in enumerate(texts, 1)
    )


def comments_of(number="LOT1", kind="lot"):
    rows = NumberComment.objects.filter(kind=kind, number=number).order_by("line_no")
    return [row.comment for row in rows]


def picture(kind="PNG", size=(40, 30)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind)
    return drawn.getvalue()


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
