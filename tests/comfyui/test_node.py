"""The ComfyUI node by itself, in ComfyUI's conventions. Run with `python -m unittest` and this folder as the start."""

import importlib.util
import io
import json
import os
import socket
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image

try:
    import torch
except ImportError:
    torch = None

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "comfyui" / "sparklio_assets"

GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 4815162342,
            "steps": 20,
            "cfg": 7.5,
            "sampler_name": "euler",
            "scheduler": "normal",
            "positive": ["6", 0],
            "negative": ["7", 0],
            "model": ["10", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl.safetensors"}},
    "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "shoes.safetensors", "model": ["4", 0]}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "빨간 하이힐", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
}
WORKFLOW = {"nodes": [{"id": 3, "type": "KSampler"}], "version": 0.4}


def load_as_comfyui(folder=FOLDER):
    """As ComfyUI's `load_custom_node` imports a folder of `custom_nodes`."""
    name = str(folder).replace(".", "_x_")
    spec = importlib.util.spec_from_file_location(name, folder / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def batch(count=2, height=8, width=12, channels=3):
    values = np.linspace(0, 1, count * height * width * channels, dtype=np.float32)
    values = values.reshape(count, height, width, channels)
    return values if torch is None else torch.from_numpy(values)


class Intake(BaseHTTPRequestHandler):
    """Notes what it is sent and answers with a status."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        answer = json.dumps({"upload_id": self.server.upload_id or self.headers["idempotency-key"]}).encode()
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


class NodeTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name) / "intake"
        self.spool = self.folder / "spool"
        environment = mock.patch.dict(os.environ, {"SPARKLIO_ASSETS_INTAKE": str(self.folder)})
        environment.start()
        self.addCleanup(environment.stop)
        self.module = load_as_comfyui()
        self.node = self.module.NODE_CLASS_MAPPINGS["SparklioAssetUploader"]()

    def upload(self, images=None, **inputs):
        images = batch() if images is None else images
        hidden = {"prompt": GRAPH, "extra_pnginfo": {"workflow": WORKFLOW}}
        result = self.node.upload(images, **{**hidden, **inputs})
        self.assertIs(result["result"][0], images)
        return result["ui"]["text"][0]

    def kept(self):
        return [json.loads(path.read_text("utf-8")) for path in sorted(self.spool.glob("*.json"))]

    def serve(self, status=201, upload_id=None):
        server = HTTPServer(("127.0.0.1", 0), Intake)
        server.requests, server.status, server.upload_id = [], status, upload_id
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.connect(f"http://127.0.0.1:{server.server_port}")
        return server

    def connect(self, url):
        self.folder.mkdir(parents=True, exist_ok=True)
        connection = {"version": 1, "url": url, "token": "secret-of-the-node", "library": "local"}
        (self.folder / "connection.json").write_text(json.dumps(connection), "utf-8")

    def test_follows_the_conventions_of_custom_nodes(self):
        node = self.module.NODE_CLASS_MAPPINGS["SparklioAssetUploader"]
        self.assertEqual(self.module.NODE_DISPLAY_NAME_MAPPINGS.keys(), self.module.NODE_CLASS_MAPPINGS.keys())
        inputs = node.INPUT_TYPES()
        self.assertEqual(inputs["required"], {"images": ("IMAGE",)})
        self.assertEqual(inputs["hidden"], {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"})
        self.assertEqual(set(inputs["optional"]), {"brand", "project", "tags", "filename_prefix"})
        self.assertTrue(node.OUTPUT_NODE)
        self.assertEqual(node.RETURN_TYPES, ("IMAGE",))
        self.assertTrue(callable(getattr(node(), node.FUNCTION)))

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_takes_tensors_of_every_precision_and_device_state(self):
        images = batch()
        for tensor in (images, images.half(), images.bfloat16(), images.clone().requires_grad_(True)):
            self.assertEqual(self.upload(tensor), "0 sent, 2 kept")
        self.assertEqual(len(self.kept()), 8)

    def test_keeps_each_image_of_a_batch_while_the_app_does_not_run(self):
        said = self.upload(brand=" Acme ", project="봄 캠페인", tags="red, shoe/summer,, red", filename_prefix="a/b:c")
        self.assertEqual(said, "0 sent, 2 kept")
        first, second = self.kept()
        self.assertNotEqual(first["id"], second["id"])
        for described in (first, second):
            self.assertEqual(described["file"], f"{described['id']}.png")
            self.assertEqual((described["brand"], described["project"]), ("Acme", "봄 캠페인"))
            self.assertEqual(described["tags"], ["red", "shoe/summer"])
            self.assertEqual(described["source"], "comfyui")
            self.assertRegex(described["name"], r"^a-b-c_\d{8}-\d{6}_0000[12]\.png$")
        self.assertEqual(len(list(self.spool.iterdir())), 4)

    def test_tells_how_the_picture_was_made(self):
        self.upload()
        facts = self.kept()[0]["source_metadata"]
        self.assertEqual(facts["workflow"], WORKFLOW)
        self.assertEqual(facts["prompt"], GRAPH)
        told = {key: facts[key] for key in ("seed", "model", "sampler", "steps", "positive_prompt", "loras")}
        self.assertEqual(
            told,
            {
                "seed": 4815162342,
                "model": "sdxl.safetensors",
                "sampler": "euler",
                "steps": 20,
                "positive_prompt": "빨간 하이힐",
                "loras": ["shoes.safetensors"],
            },
        )

    def test_writes_pixels_and_text_chunks_as_comfyui_does(self):
        self.upload(batch(1))
        with Image.open(self.spool / self.kept()[0]["file"]) as picture:
            self.assertEqual((picture.size, picture.mode), ((12, 8), "RGB"))
            self.assertEqual(json.loads(picture.text["prompt"]), GRAPH)
            self.assertEqual(json.loads(picture.text["workflow"]), WORKFLOW)
            pixels = np.asarray(picture)
        self.assertEqual((pixels[0, 0, 0], pixels[-1, -1, -1]), (0, 255))

    def test_takes_masks_transparency_and_broken_values(self):
        self.upload(batch(1, channels=4))
        self.upload(batch(1, channels=1))
        broken = np.full((1, 4, 4, 3), np.nan, dtype=np.float32)
        broken[0, 0, 0] = [2.0, -1.0, np.inf]
        self.upload(broken)
        found = {}
        for described in self.kept():
            with Image.open(self.spool / described["file"]) as picture:
                found[picture.mode, picture.size] = np.asarray(picture).copy()
        self.assertEqual(set(found), {("RGBA", (12, 8)), ("L", (12, 8)), ("RGB", (4, 4))})
        self.assertEqual(found["RGB", (4, 4)][0, 0].tolist(), [255, 0, 255])
        self.assertEqual(found["RGB", (4, 4)][1, 1].tolist(), [0, 0, 0])

    def test_hands_images_to_the_app_while_it_runs(self):
        server = self.serve()
        self.assertEqual(self.upload(brand="Acme", tags="red"), "2 sent, 0 kept")
        self.assertEqual(self.kept(), [])
        (path, headers, body), other = server.requests
        self.assertEqual(path, "/v1/assets")
        self.assertEqual(headers["Authorization"], "Bearer secret-of-the-node")
        self.assertNotEqual(headers["Idempotency-Key"], other[1]["Idempotency-Key"])
        self.assertIn(b'name="brand"\r\n\r\nAcme\r\n', body)
        self.assertIn(b"\x89PNG", body)

    def test_puts_no_secret_into_a_picture_or_a_description(self):
        self.connect(f"http://127.0.0.1:{unused_port()}")
        self.upload()
        for path in self.spool.iterdir():
            self.assertNotIn(b"secret-of-the-node", path.read_bytes())
        self.assertNotIn("token", json.dumps(self.node.INPUT_TYPES()).lower())

    def test_keeps_the_image_under_the_same_id_when_the_app_refuses_it(self):
        server = self.serve(status=404)
        self.assertEqual(self.upload(batch(1)), "0 sent, 1 kept")
        (described,) = self.kept()
        self.assertEqual(described["id"], server.requests[0][1]["Idempotency-Key"])
        self.assertEqual(described["library"], "local")

    def test_keeps_the_image_when_another_program_answers_at_the_address_of_the_app(self):
        self.serve(200, upload_id="something else")
        self.assertEqual(self.upload(), "0 sent, 2 kept")
        self.assertEqual(len(self.kept()), 2)

    def test_keeps_the_image_whatever_the_file_of_the_address_says(self):
        self.connect(4711)
        self.assertEqual(self.upload(), "0 sent, 2 kept")

    def test_keeps_every_digit_of_a_seed(self):
        seed = 2**64 - 1
        graph = {**GRAPH, "3": {**GRAPH["3"], "inputs": {**GRAPH["3"]["inputs"], "seed": seed}}}
        self.upload(prompt=graph)
        facts = self.kept()[0]["source_metadata"]
        self.assertEqual(facts["seed"], str(seed))
        self.assertEqual(facts["prompt"]["3"]["inputs"]["seed"], str(seed))

    def test_leaves_out_a_workflow_that_is_larger_than_the_app_takes(self):
        self.upload(extra_pnginfo={"workflow": {"picture": "x" * 7_000_000}})
        facts = self.kept()[0]["source_metadata"]
        self.assertNotIn("workflow", facts)
        self.assertEqual(facts["seed"], 4815162342)

    def test_asks_nobody_but_this_computer(self):
        self.connect("http://192.0.2.1:80")
        with mock.patch.object(socket, "create_connection", side_effect=AssertionError("asked")):
            self.assertEqual(self.upload(batch(1)), "0 sent, 1 kept")

    def test_goes_on_when_nothing_can_be_written(self):
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.write_text("a file where the folder should be")
        with self.assertLogs("sparklio_assets", "ERROR"):
            self.assertEqual(self.upload(), "0 sent, 0 kept, 2 failed")

    def test_goes_on_with_what_it_does_not_understand(self):
        circle = {"1": {"inputs": {"text": ["1", 0], "positive": ["1", 0], "seed": ["1", 0]}}, "2": None, "3": {}}
        odd = {"prompt": circle, "extra_pnginfo": {"workflow": {"x": float("nan"), "y": "a\x00b\ud800"}}}
        self.upload(batch(1), **odd)
        self.assertEqual(self.kept()[0]["source_metadata"]["workflow"], {"x": None, "y": "ab?"})
        with self.assertLogs("sparklio_assets", "ERROR"):
            self.upload(np.zeros((1, 2, 2, 7), dtype=np.float32))

    def test_leaves_nothing_half_written_when_it_is_stopped(self):
        with mock.patch.object(os, "replace", side_effect=KeyboardInterrupt):
            with self.assertRaises(KeyboardInterrupt):
                self.upload(batch(1))
        self.assertEqual(list(self.spool.iterdir()), [])

    def test_leaves_out_the_chunks_when_comfyui_was_told_so(self):
        arguments = type("Arguments", (), {"disable_metadata": True})
        modules = {"comfy": mock.MagicMock(), "comfy.cli_args": mock.MagicMock(args=arguments)}
        with mock.patch.dict(sys.modules, modules):
            self.upload(batch(1))
        with Image.open(io.BytesIO((self.spool / self.kept()[0]["file"]).read_bytes())) as picture:
            self.assertEqual(picture.text, {})

    @unittest.skipIf(os.name != "posix", "permissions are POSIX's")
    def test_lets_nobody_else_read_what_it_keeps(self):
        self.upload(batch(1))
        self.assertEqual(self.spool.stat().st_mode & 0o077, 0)
        for path in self.spool.iterdir():
            self.assertEqual(path.stat().st_mode & 0o077, 0)


def unused_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


if __name__ == "__main__":
    unittest.main()
