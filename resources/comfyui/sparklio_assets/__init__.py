"""Sparklio Assets for ComfyUI: puts generated images into the library of the desktop app."""

from .node import SparklioAssetUploader

NODE_CLASS_MAPPINGS = {"SparklioAssetUploader": SparklioAssetUploader}
NODE_DISPLAY_NAME_MAPPINGS = {"SparklioAssetUploader": "Save to Sparklio Assets"}

__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS"]
__version__ = "1.0.1"
