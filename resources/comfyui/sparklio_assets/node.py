"""The node. It never fails the graph: what goes wrong is logged, and the images pass through."""

import logging
import time

from . import handover, picture, provenance

log = logging.getLogger("sparklio_assets")


class SparklioAssetUploader:
    """Puts each image of a batch into the library, with the workflow that made it.

    There is no address and no key among the inputs on purpose: inputs are written into every PNG that is saved
    with its workflow. Both are read from a file that the app writes for this user.
    """

    CATEGORY = "Sparklio Assets"
    DESCRIPTION = (
        "Puts images into the library of Sparklio Assets, with brand, project, tags, prompt, seed and workflow. "
        "While the app is not running they wait on this computer, and are taken in when it starts."
    )
    FUNCTION = "upload"
    OUTPUT_NODE = True
    RETURN_TYPES = ("IMAGE",)
    RETURN_NAMES = ("images",)

    @classmethod
    def INPUT_TYPES(cls):
        return {
            "required": {
                "images": ("IMAGE",),
            },
            "optional": {
                "brand": (
                    "STRING",
                    {"default": "", "tooltip": "Name, slug or id of a brand. Empty: the first brand."},
                ),
                "project": (
                    "STRING",
                    {"default": "", "tooltip": "Name, slug or id of a project of the brand. Empty: no project."},
                ),
                "tags": ("STRING", {"default": "", "tooltip": "Tags, with commas between them."}),
                "filename_prefix": ("STRING", {"default": "ComfyUI", "tooltip": "What the assets' names begin with."}),
            },
            "hidden": {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"},
        }

    def upload(
        self,
        images,
        brand="",
        project="",
        tags="",
        filename_prefix="ComfyUI",
        prompt=None,
        extra_pnginfo=None,
    ):
        sent, kept, failed = 0, 0, 0
        try:
            facts = provenance.describe(prompt, extra_pnginfo)
            texts = picture.text_chunks(prompt, extra_pnginfo)
            stamp = time.strftime("%Y%m%d-%H%M%S")
        except Exception:  # noqa: BLE001 - whatever it is, the graph goes on
            log.exception("Sparklio Assets: the images could not be prepared")
            return {"ui": {"text": ["0 sent, 0 kept"]}, "result": (images,)}

        for index, image in enumerate(images):
            try:
                item = handover.Item(
                    name=f"{clean_prefix(filename_prefix)}_{stamp}_{index + 1:05}.png",
                    data=picture.encode_png(image, texts),
                    brand=clean(brand),
                    project=clean(project),
                    tags=split_tags(tags),
                    source_metadata=facts,
                )
                if handover.hand_over(item) == "sent":
                    sent += 1
                else:
                    kept += 1
            except Exception:  # noqa: BLE001
                failed += 1
                log.exception("Sparklio Assets: an image could be neither sent nor kept")

        if kept:
            log.warning(
                "Sparklio Assets does not answer: %d image(s) wait on this computer until it is started", kept
            )
        summary = f"{sent} sent, {kept} kept" + (f", {failed} failed" if failed else "")
        return {"ui": {"text": [summary]}, "result": (images,)}


def clean(text):
    """One line without control characters, at most 255 characters; None for nothing."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())
    return line[:255] or None


def clean_prefix(text):
    """What a file's name may begin with; folders of a prefix such as `shoes/red` become part of it."""
    name = "".join("-" if c in '\\/:*?"<>|' else c for c in (clean(text) or "ComfyUI"))
    return name.strip(". ")[:100] or "ComfyUI"


def split_tags(text):
    """`red, shoe/summer` as a list without doubles, each at most 100 characters."""
    tags = (clean(part) for part in str(text or "").replace("\n", ",").split(","))
    return list(dict.fromkeys(tag[:100].strip() for tag in tags if tag))[:100]
