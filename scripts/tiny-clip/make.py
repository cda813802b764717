"""Makes the tiny models that the tests of the in-app CLIP run, with their reference vectors.

    python -m venv /tmp/tiny-clip && /tmp/tiny-clip/bin/pip install numpy pillow onnx onnxruntime tokenizers
    /tmp/tiny-clip/bin/python scripts/tiny-clip/make.py

Each has the files, the graph's inputs and outputs, the kinds of operators (quantised as the real files are) and the
tokenizer's parts of the model that it stands for, with random weights of a few kilobytes. The references come from
Pillow, the tokenizers of Hugging Face and ONNX Runtime for Python: nothing of the app takes part.
"""

import json
import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from PIL import Image
from tokenizers import (
    AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers,
)

ROOT = pathlib.Path(__file__).resolve().parents[2] / "electron/similarity/clip/fixtures"
CORPUS = [
    "red high heels on a white table", "a winter campaign picture with snow", "blue bottle of perfume",
    "빨간 하이힐", "겨울 캠페인 이미지", "눈 덮인 산과 파란 하늘", "the photo of a dog", "a hero image",
] * 20
TEXTS = {
    "plain": "red high heels",
    "mixed case and spaces": "  A  Winter   CAMPAIGN picture, isn't it? ",
    "korean": "빨간 하이힐",
    "unseen": "zebra 🦓 1234",
    "empty": "",
    "long": "snow on the table " * 60,
}
WIDTH, SIDE, PATCH = 32, 32, 8


class Graph:
    """Collects nodes and weights; names follow from their order."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.nodes, self.weights = [], []

    def weight(self, *shape, scale=None):
        name = f"w{len(self.weights)}"
        values = self.random.normal(0, scale or shape[0] ** -0.5, shape).astype(np.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def constant(self, values):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def add(self, operator, *inputs, output=None, **attributes):
        name = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def norm(self, value):
        ones, zeros = self.constant(np.ones(WIDTH, np.float32)), self.constant(np.zeros(WIDTH, np.float32))
        return self.add("LayerNormalization", value, ones, zeros, axis=-1)

    def block(self, value, causal_mask=None):
        """One head of attention and a small perceptron, both residual."""
        seen = self.norm(value)
        query, key, inner = (self.add("MatMul", seen, self.weight(WIDTH, WIDTH)) for _ in range(3))
        scores = self.add("MatMul", query, self.add("Transpose", key, perm=[0, 2, 1]))
        scores = self.add("Mul", scores, self.constant(np.float32(WIDTH**-0.5)))
        if causal_mask is not None:
            scores = self.add("Add", scores, causal_mask)
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), inner)
        value = self.add("Add", value, self.add("MatMul", mixed, self.weight(WIDTH, WIDTH)))
        hidden = self.add("MatMul", self.norm(value), self.weight(WIDTH, WIDTH * 2))
        hidden = self.add("Mul", hidden, self.add("Sigmoid", hidden))
        return self.add("Add", value, self.add("MatMul", hidden, self.weight(WIDTH * 2, WIDTH)))

    def save(self, path, inputs, outputs):
        graph = helper.make_graph(self.nodes, "tiny", inputs, outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        with tempfile.TemporaryDirectory() as folder:
            plain = pathlib.Path(folder) / "model.onnx"
            onnx.save(model, plain)
            path.parent.mkdir(parents=True, exist_ok=True)
            quantize_dynamic(plain, path, weight_type=QuantType.QUInt8)


def vision(path, seed, output, dimensions):
    g = Graph(seed)
    patches = g.add("Conv", "pixel_values", g.weight(WIDTH, 3, PATCH, PATCH, scale=0.1), strides=[PATCH, PATCH])
    flat = g.add("Reshape", patches, g.constant(np.array([0, WIDTH, -1], np.int64)))
    tokens = g.add("Transpose", flat, perm=[0, 2, 1])
    tokens = g.add("Add", tokens, g.weight((SIDE // PATCH) ** 2, WIDTH))
    seen = g.norm(g.block(tokens))
    pooled = g.add("ReduceMean", seen, axes=[1], keepdims=0)
    g.add("MatMul", pooled, g.weight(WIDTH, dimensions), output=output)
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])
    g.save(path, [pixels], [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", dimensions])])


def text(path, seed, output, dimensions, vocabulary, length, pool):
    """`pool`: at the token of the highest id, as CLIP does, or at the last one, as SigLIP does."""
    g = Graph(seed)
    embedded = g.add("Gather", g.weight(vocabulary, WIDTH, scale=1), "input_ids")
    size = g.add("Slice", g.add("Shape", "input_ids"), g.constant(np.array([1])), g.constant(np.array([2])))
    start = g.constant(np.array([0]))
    axis = g.constant(np.array([0]))
    tokens = g.add("Add", embedded, g.add("Slice", g.weight(length, WIDTH, scale=1), start, size, axis))
    mask = None
    if pool == "highest":
        full = g.constant(np.triu(np.full((length, length), -1e4, np.float32), 1))
        rows = g.add("Slice", full, start, size, axis)
        mask = g.add("Slice", rows, start, size, g.constant(np.array([1])))
    seen = g.norm(g.block(tokens, mask))
    if pool == "highest":
        at = g.add("ArgMax", "input_ids", axis=1, keepdims=1)
        picked = g.add("GatherND", seen, at, batch_dims=1)
    else:
        picked = g.add("Gather", seen, g.constant(np.array(-1)), axis=1)
    g.add("MatMul", picked, g.weight(WIDTH, dimensions), output=output)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "sequence"])
    g.save(path, [ids], [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", dimensions])])


def clip_tokenizer():
    tokenizer = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    words = r"""'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(words), behavior="removed", invert=True),
         pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    # Bytes that end a word are tokens of their own, so that nothing is unknown.
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = dict(model["vocab"])
    for letter in sorted(alphabet):
        vocabulary.setdefault(letter + "</w>", len(vocabulary))
    for special in ("<|startoftext|>", "<|endoftext|>"):
        vocabulary[special] = len(vocabulary)
    merges = [tuple(pair) for pair in model["merges"]]
    tokenizer.model = models.BPE(
        vocabulary, merges, unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix=""
    )
    tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t in ("<|startoftext|>", "<|endoftext|>")])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", vocabulary["<|endoftext|>"]), ("<|startoftext|>", vocabulary["<|startoftext|>"]),
        trim_offsets=False, add_prefix_space=False,
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer, len(vocabulary)


def gemma_tokenizer():
    specials = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=specials, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = dict(model["vocab"])
    for byte in range(256):
        vocabulary.setdefault(f"<0x{byte:02X}>", len(vocabulary))
    merges = [tuple(pair) for pair in model["merges"]]
    tokenizer.model = models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    tokenizer.add_special_tokens(specials)
    tokenizer.post_processor = processors.TemplateProcessing("$A <eos>", None, [("<eos>", 1)])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    return tokenizer, len(vocabulary)


def pictures():
    """A square of the model's own size, and pictures of other shapes that have to be resized."""
    folder = ROOT / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    square = random.integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    Image.fromarray(square).save(folder / "square.png")
    for name, (width, height) in {"wide": (160, 96), "tall": (90, 141)}.items():
        y, x = np.mgrid[0:height, 0:width]
        waves = [np.sin(x / (9 + 4 * c)) * np.cos(y / (13 - 3 * c)) for c in range(3)]
        pixels = (np.stack(waves, -1) * 110 + 128).astype(np.uint8)
        pixels[height // 4 : height // 2, width // 3 : width // 2] = (220, 30, 40)
        Image.fromarray(pixels).save(folder / f"{name}.png")
    return sorted(folder.glob("*.png"))


def pixels_of(path, config):
    """As the image processors of Hugging Face do it, with Pillow."""
    picture = Image.open(path).convert("RGB")
    size = config["size"]
    if "shortest_edge" in size:
        width, height = picture.size
        short, long = sorted((width, height))
        side = size["shortest_edge"]
        scaled = int(side * long / short)
        target = (side, scaled) if width <= height else (scaled, side)
    else:
        target = (size["width"], size["height"])
    picture = picture.resize(target, config["resample"])
    if config.get("do_center_crop"):
        crop = config["crop_size"]["height"]
        left, top = (picture.width - crop) // 2, (picture.height - crop) // 2
        picture = picture.crop((left, top, left + crop, top + crop))
    values = np.asarray(picture, np.float32) * np.float32(config["rescale_factor"])
    values = (values - np.array(config["image_mean"], np.float32)) / np.array(config["image_std"], np.float32)
    return values.transpose(2, 0, 1)[None].astype(np.float32)


def unit(vector):
    return [round(float(v), 6) for v in vector / np.linalg.norm(vector)]


def make(name, *, tokenizer, vocabulary, preprocessor, tokenizer_config, config, image_output, text_output,
         dimensions, length, pool, ids_of):
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    vision(folder / "onnx/vision_model_quantized.onnx", 1, image_output, dimensions)
    text(folder / "onnx/text_model_quantized.onnx", 2, text_output, dimensions, vocabulary, length, pool)
    (folder / "tokenizer.json").write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False))
    for file, content in {
        "tokenizer_config.json": tokenizer_config, "preprocessor_config.json": preprocessor, "config.json": config,
    }.items():
        (folder / file).write_text(json.dumps(content, indent=2) + "\n")
    see = onnxruntime.InferenceSession(folder / "onnx/vision_model_quantized.onnx")
    read = onnxruntime.InferenceSession(folder / "onnx/text_model_quantized.onnx")
    reference = {"images": {}, "texts": []}
    for path in pictures():
        [vector] = see.run([image_output], {"pixel_values": pixels_of(path, preprocessor)})
        reference["images"][path.name] = unit(vector[0])
    for label, words in TEXTS.items():
        ids = ids_of(tokenizer, words)
        [vector] = read.run([text_output], {"input_ids": np.array([ids], np.int64)})
        reference["texts"].append({"label": label, "text": words, "ids": ids, "vector": unit(vector[0])})
    (folder / "reference.json").write_text(json.dumps(reference, ensure_ascii=False, indent=1) + "\n")


def clip_ids(tokenizer, words):
    tokenizer.enable_truncation(77)
    return tokenizer.encode(words).ids


def siglip_ids(tokenizer, words):
    tokenizer.enable_truncation(64)
    tokenizer.enable_padding(length=64, pad_id=0, pad_token="<pad>")
    return tokenizer.encode(words.lower()).ids


if __name__ == "__main__":
    tokenizer, vocabulary = clip_tokenizer()
    make(
        "tiny-clip", tokenizer=tokenizer, vocabulary=vocabulary, image_output="image_embeds",
        text_output="text_embeds", dimensions=24, length=77, pool="highest", ids_of=clip_ids,
        config={"model_type": "clip"},
        tokenizer_config={
            "tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "pad_token": "<|endoftext|>",
            "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "do_lower_case": True,
        },
        preprocessor={
            "crop_size": {"height": SIDE, "width": SIDE}, "do_center_crop": True, "do_convert_rgb": True,
            "do_normalize": True, "do_rescale": True, "do_resize": True,
            "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
            "image_processor_type": "CLIPFeatureExtractor", "resample": 3, "rescale_factor": 1 / 255,
            "size": {"shortest_edge": SIDE},
        },
    )
    tokenizer, vocabulary = gemma_tokenizer()
    make(
        "tiny-siglip", tokenizer=tokenizer, vocabulary=vocabulary, image_output="pooler_output",
        text_output="pooler_output", dimensions=24, length=64, pool="last", ids_of=siglip_ids,
        config={"model_type": "siglip"},
        tokenizer_config={
            "tokenizer_class": "GemmaTokenizer", "model_max_length": 1000000000000000019884624838656,
            "pad_token": "<pad>", "bos_token": "<bos>", "eos_token": "<eos>",
        },
        preprocessor={
            "do_convert_rgb": None, "do_normalize": True, "do_rescale": True, "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
            "image_processor_type": "SiglipImageProcessor", "resample": 2, "rescale_factor": 1 / 255,
            "size": {"height": SIDE, "width": SIDE},
        },
    )
