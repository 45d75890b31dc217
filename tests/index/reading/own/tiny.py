"""Question-answering models of several architectures, real and tiny: transformers' own classes with chance weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

ARCHITECTURES = ("bert", "roberta", "mpnet", "deberta-v2", "modernbert", "xlnet")
WORDS = (
    "Officers seized a total of 386 illegal firearms across the capital last year, police said.",
    "The Humber Bridge was opened by the Queen on 17 July 1981, and its main span measures 1,410 metres.",
    "Two pairs of barn owls are nesting in Hagg Wood for the first time since 1962, wardens said.",
    "how many guns were seized? when was the bridge opened? who saw the owls?",
)
SMALL: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
}


def make_model(architecture: str, folder: Path, *, seed: int = 1, head: bool = True, **more: Any) -> Path:
    """Write a model with its tokenizer into a folder, as `save_pretrained` does; without `head`, its body alone.

    `more` goes into its configuration.
    """
    tokenizer = _TOKENIZERS[architecture]()
    torch.manual_seed(seed)
    config = _config(architecture, tokenizer, more)
    auto: Any = transformers.AutoModelForQuestionAnswering
    made = auto.from_config(config)
    with torch.no_grad():
        # Chance weights tell one token hardly from the next; a head with larger ones does.
        for name, weight in made.named_parameters():
            if not name.startswith(f"{made.base_model_prefix}."):
                weight.mul_(20)
    whole = made if head else getattr(made, made.base_model_prefix)
    whole.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _config(architecture: str, tokenizer: Any, more: dict[str, Any]) -> Any:
    own: dict[str, Any] = {
        "roberta": {"max_position_embeddings": 514, "type_vocab_size": 1},
        "mpnet": {"max_position_embeddings": 514},
        "deberta-v2": {
            "relative_attention": True,
            "position_buckets": 16,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
            "pos_att_type": ["p2c", "c2p"],
            "type_vocab_size": 0,
            "position_biased_input": False,
        },
        "modernbert": {"global_attn_every_n_layers": 2, "local_attention": 16},
    }
    size = SMALL
    if architecture == "xlnet":
        size = {"d_model": 32, "n_layer": 2, "n_head": 2, "d_inner": 48}
    tokens = {
        "vocab_size": len(tokenizer),
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.cls_token_id,
        "eos_token_id": tokenizer.sep_token_id,
        "cls_token_id": tokenizer.cls_token_id,
        "sep_token_id": tokenizer.sep_token_id,
    }
    given = size | tokens | own.get(architecture, {}) | more
    return transformers.AutoConfig.for_model(architecture, **given)


def _word_pieces(specials: list[str]) -> dict[str, int]:
    """Letters and whole words: what a trainer takes of pieces that are equally frequent differs from run to run."""
    normalize, split = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    words = {word for text in WORDS for word, _ in split.pre_tokenize_str(normalize.normalize_str(text))}
    letters = sorted({letter for word in words for letter in word})
    pieces = [*specials, *letters, *(f"##{letter}" for letter in letters), *sorted(words - set(letters))]
    return {piece: number for number, piece in enumerate(pieces)}


def _bytes(specials: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        special_tokens=specials,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(WORDS, trainer)
    return tokenizer


def _unigrams(specials: list[str]) -> list[tuple[str, float]]:
    """Letters and whole words again, with log probabilities by which a word that is known is never cut."""
    split = pre_tokenizers.Metaspace()
    words = {word for text in WORDS for word, _ in split.pre_tokenize_str(text)}
    letters = sorted({letter for word in words for letter in word})
    known = [(word, -5.0 - number / 1000) for number, word in enumerate(sorted(words - set(letters)))]
    rare = [(letter, -8.0 - number / 1000) for number, letter in enumerate(letters)]
    return [*((special, 0.0) for special in specials), *known, *rare]


def _bert() -> Any:
    return transformers.BertTokenizer(vocab=_word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))


def _roberta() -> Any:
    bpe = json.loads(_bytes(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]).to_str())["model"]
    merges = [(first, second) for first, second in bpe["merges"]]
    made: Any = transformers.RobertaTokenizer
    return made(vocab=bpe["vocab"], merges=merges)


def _mpnet() -> Any:
    return transformers.MPNetTokenizer(
        vocab=_word_pieces(["<s>", "<unk>", "<pad>", "</s>", "<mask>", "[UNK]"])
    )


def _deberta() -> Any:
    return transformers.DebertaV2Tokenizer(vocab=_unigrams(["[PAD]", "[CLS]", "[SEP]", "[UNK]"]))


def _modernbert() -> Any:
    tokenizer = _bytes(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    specials = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=specials
    )
    named = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    fast: Any = transformers.PreTrainedTokenizerFast
    return fast(tokenizer_object=tokenizer, model_input_names=["input_ids", "attention_mask"], **named)


def _xlnet() -> Any:
    specials = ["<pad>", "<s>", "</s>", "<cls>", "<sep>", "<mask>", "<unk>"]
    return transformers.XLNetTokenizer(vocab=_unigrams(specials), unk_id=specials.index("<unk>"))


_TOKENIZERS = {
    "bert": _bert,
    "roberta": _roberta,
    "mpnet": _mpnet,
    "deberta-v2": _deberta,
    "modernbert": _modernbert,
    "xlnet": _xlnet,
}
