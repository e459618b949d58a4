"""Decodes an AVIF in a process of its own, to see whether that can be done. Run as `python -I avif_trial.py < FILE`; fails where not.

The boxes of such a file may say 640 by 480 of a picture of two hundred megapixels in two kilobytes, and the decoder believes the
picture. Here that can take no more than so much memory, and take down nothing but this process.
"""

import resource
import sys
from io import BytesIO

from PIL import AvifImagePlugin, Image

MOST_MEMORY = 190 * 1024 * 1024  # bytes; the largest that we take, thirteen megapixels, need 160
MOST_SECONDS = 20  # of processor time


def main() -> None:
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each would count with its whole stack
    content = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    Image.open(BytesIO(content), formats=["AVIF"]).load()


if __name__ == "__main__":
    main()
