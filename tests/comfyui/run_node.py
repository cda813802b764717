"""Runs the installed node once, as ComfyUI would: `run_node.py FOLDER INPUTS`, inputs as JSON."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

try:
    import torch
except ImportError:
    torch = None

folder, inputs = Path(sys.argv[1]), json.loads(sys.argv[2])
name = str(folder).replace(".", "_x_")
spec = importlib.util.spec_from_file_location(name, folder / "__init__.py")
module = importlib.util.module_from_spec(spec)
sys.modules[name] = module
spec.loader.exec_module(module)

count = inputs.pop("count", 1)
images = np.stack([np.full((24, 32, 3), (index + 1) / 10, dtype=np.float32) for index in range(count)])
images[:, 0, 0] = inputs.pop("corner", 0.0)
node = module.NODE_CLASS_MAPPINGS["SparklioAssetUploader"]()
result = getattr(node, node.FUNCTION)(images if torch is None else torch.from_numpy(images), **inputs)
print(result["ui"]["text"][0])
