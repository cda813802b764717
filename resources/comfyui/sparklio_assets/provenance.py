"""What a prompt (ComfyUI's graph as it runs) tells of how a picture was made."""

import json
import math

#: Inputs in which samplers keep what a person asks for first.
SEED_INPUTS = ("seed", "noise_seed")
MODEL_INPUTS = ("ckpt_name", "unet_name", "model_name")
PLAIN_INPUTS = {"sampler_name": "sampler", "scheduler": "scheduler", "steps": "steps", "cfg": "cfg"}
#: Links are followed so far; a graph may be long, and a broken one may run in circles.
DEPTH = 40
#: What the app takes beside an image, in bytes of JSON. A workflow may hold pictures; the PNG has it all the same.
LARGEST = 6 * 1024 * 1024
#: Programs that read JSON as floating point lose digits of larger numbers, and a seed has up to 20.
EXACT = 2**53 - 1


def describe(prompt, extra_pnginfo):
    """`source_metadata`: workflow, prompt, and seed, model and texts where the graph tells."""
    facts = {"tool": "comfyui"}
    workflow = (extra_pnginfo or {}).get("workflow")
    if workflow is not None:
        facts["workflow"] = workflow
    if isinstance(prompt, dict):
        facts["prompt"] = prompt
        facts.update(summary(prompt))
    facts = storable(facts)
    for name in ("workflow", "prompt"):
        if name in facts and len(json.dumps(facts)) > LARGEST:
            del facts[name]
    return facts


def summary(prompt):
    """Facts of the first sampler of the graph, in the order of its nodes."""
    nodes = {str(key): node for key, node in prompt.items() if isinstance(node, dict)}
    found = {}
    for node in nodes.values():
        inputs = node.get("inputs")
        if not isinstance(inputs, dict):
            continue
        for name in SEED_INPUTS:
            seed = literal(nodes, inputs.get(name))
            if isinstance(seed, int) and not isinstance(seed, bool):
                found.setdefault("seed", seed)
        if "seed" in found and any(name in inputs for name in SEED_INPUTS):
            for name, key in PLAIN_INPUTS.items():
                value = literal(nodes, inputs.get(name))
                if value is not None:
                    found.setdefault(key, value)
            for name in ("positive", "negative"):
                text = text_of(nodes, inputs.get(name))
                if text:
                    found.setdefault(f"{name}_prompt", text)
        for name in MODEL_INPUTS:
            if isinstance(inputs.get(name), str):
                found.setdefault("model", inputs[name])
        if isinstance(inputs.get("lora_name"), str):
            found.setdefault("loras", []).append(inputs["lora_name"])
    return found


def is_link(value):
    return isinstance(value, list) and len(value) == 2 and isinstance(value[1], int)


def literal(nodes, value, depth=0):
    """A value that is written into the input, or into the node that the input is linked to."""
    if not is_link(value):
        return None if isinstance(value, (list, dict)) else value
    node = nodes.get(str(value[0]))
    if node is None or depth >= DEPTH or not isinstance(node.get("inputs"), dict):
        return None
    values = [v for v in node["inputs"].values() if not is_link(v)]
    return literal(nodes, values[0], depth + 1) if len(values) == 1 else None


def text_of(nodes, value, depth=0):
    """The words behind a conditioning, through whatever changes it on its way."""
    if isinstance(value, str):
        return value
    if not is_link(value) or depth >= DEPTH:
        return None
    node = nodes.get(str(value[0]))
    inputs = node.get("inputs") if node else None
    if not isinstance(inputs, dict):
        return None
    for name in ("text", "text_g", "t5xxl", "clip_l", "value", "string", "conditioning", "conditioning_1", "positive"):
        text = text_of(nodes, inputs.get(name), depth + 1)
        if text:
            return text
    return None


def storable(value, depth=0):
    """The value as JSON and a database take it: no NaN, no NUL, no half characters, no number beyond 2⁵³."""
    if depth > 100:
        return None
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {storable(str(key)): storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item, depth + 1) for item in value]
    return storable(str(value))
