"""The QR code of an invite link."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

# ISO/IEC 18004: a reader needs four light modules around the code.
QUIET_MODULES = 4
# Viewers that smooth what they enlarge then smooth an eighth of a module.
_PIXELS_A_MODULE = 8


def qr_image(link: str) -> Image.Image:
    """The code with its quiet zone, black on white, one bit a pixel."""
    modules = _modules(link)
    side = len(modules)
    image = Image.new("1", (side, side))
    image.putdata([0 if is_dark else 1 for row in modules for is_dark in row])
    return image.resize((side * _PIXELS_A_MODULE, side * _PIXELS_A_MODULE), Image.Resampling.NEAREST)


def qr_png(link: str) -> bytes:
    """The code as a picture to be sent."""
    content = BytesIO()
    qr_image(link).save(content, "PNG", optimize=True)
    return content.getvalue()


def qr_svg(link: str) -> str:
    """The code as a drawing for a screen, of whatever size it is given there."""
    modules = _modules(link)
    side = len(modules)
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{"".join(squares)}"/></svg>'
    )


def _modules(link: str) -> list[list[bool]]:
    """The dark and light modules, row by row, the quiet zone around them.

    A quarter of the code may be scratched or covered (level Q): a sheet in an entrance suffers. Level H would take
    modules a tenth smaller, and distance is what fails first.
    """
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_MODULES)
    code.add_data(link)
    code.make(fit=True)
    return code.get_matrix()
