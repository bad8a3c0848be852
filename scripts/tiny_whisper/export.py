"""Step "export": the trained model as a folder that faster-whisper loads (int8)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from .tokens import Tokens

LISTENING_HEADS = [[1, 1], [1, 3]]  # whose attention follows the words; for word times only


def export(work: Path, folder: Path) -> None:
    import torch
    from ctranslate2.converters.transformers import WhisperLoader
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    tokens = Tokens(work / "tokenizer.json")
    model = WhisperForConditionalGeneration(WhisperConfig.from_pretrained(work))
    model.load_state_dict(torch.load(work / "model.pt"))
    model.eval()
    spec = WhisperLoader().get_model_spec(model)
    spec.register_vocabulary(tokens.names())
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokens.space(), tokens.end]
    spec.config.lang_ids = [tokens.special("<|en|>")]
    spec.config.alignment_heads = LISTENING_HEADS
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    shutil.copy(work / "tokenizer.json", folder)
    features = {"feature_size": 80, "sampling_rate": 16000, "hop_length": 160}
    features |= {"chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(features))
    print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.2f} MB")
