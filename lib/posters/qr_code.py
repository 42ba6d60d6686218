"""The QR code of an invite link."""

from __future__ import annotations

from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

# ISO/IEC 18004: a reader needs four light modules around the code.
QUIET_MODULES = 4
# Viewers that smooth what they enlarge then smooth an eighth of a module.
_PIXELS_A_MODULE = 8


def qr_image(link: str) -> Image.Image:
    """The code with its quiet zone, black on white, one bit a pixel.

    A quarter of the code may be scratched or covered (level Q): a sheet in an entrance suffers. Level H would take
    modules a tenth smaller, and distance is what fails first.
    """
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_MODULES)
    code.add_data(link)
    code.make(fit=True)
    modules = code.get_matrix()
    side = len(modules)
    image = Image.new("1", (side, side))
    image.putdata([0 if is_dark else 1 for row in modules for is_dark in row])
    return image.resize((side * _PIXELS_A_MODULE, side * _PIXELS_A_MODULE), Image.Resampling.NEAREST)
