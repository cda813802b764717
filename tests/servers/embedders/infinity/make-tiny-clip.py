"""Makes a CLIP of 80,000 random numbers, with everything that a server needs to load it. Nothing is downloaded.

    python make-tiny-clip.py FOLDER SEED
"""

import json
import os
import sys

import torch
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizerFast
from transformers.models.clip.tokenization_clip import bytes_to_unicode

folder, seed = sys.argv[1], int(sys.argv[2])
os.makedirs(folder, exist_ok=True)
torch.manual_seed(seed)

# A vocabulary of single bytes: no merges, so every text can be read.
letters = list(bytes_to_unicode().values())
words = letters + [letter + "</w>" for letter in letters] + ["<|startoftext|>", "<|endoftext|>"]
vocabulary = {word: number for number, word in enumerate(words)}
with open(f"{folder}/vocab.json", "w") as file:
    json.dump(vocabulary, file)
with open(f"{folder}/merges.txt", "w") as file:
    file.write("#version: 0.2\n")
tokenizer = CLIPTokenizerFast(f"{folder}/vocab.json", f"{folder}/merges.txt", model_max_length=77)

layers = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
config = CLIPConfig(
    text_config={
        **layers,
        "vocab_size": len(vocabulary),
        "max_position_embeddings": 77,
        "bos_token_id": vocabulary["<|startoftext|>"],
        "eos_token_id": vocabulary["<|endoftext|>"],
        "projection_dim": 64,
    },
    vision_config={**layers, "image_size": 64, "patch_size": 16, "projection_dim": 64},
    projection_dim=64,
)
CLIPModel(config).eval().save_pretrained(folder)
pictures = CLIPImageProcessor(size={"shortest_edge": 64}, crop_size={"height": 64, "width": 64})
CLIPProcessor(pictures, tokenizer).save_pretrained(folder)
