"""What export has to know of each kind of encoder: where its weights are, and how it differs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Architecture:
    """An encoder of layers that attend, normalise, widen and normalise again.

    Args:
        prefix: what the names of all its weights begin with.
        queries: below a layer, the linear map that makes queries; and so on.
        attended: the map after attention, ``attention_norm`` what normalises its result.
        first_position: the row of the position table that the first token gets.
        epsilon: what is added to variances.
        typed: whether the tokens of question and passage get embeddings of their own.
        distances: the table of attention biases by distance, where there is one.
    """

    prefix: str
    queries: str
    keys: str
    values: str
    attended: str
    attention_norm: str
    first_position: int
    epsilon: float
    typed: bool
    distances: str = ""

    def peers(self, name: str) -> list[str]:
        """Return the linear maps that read the same input as the one called ``name``.

        They are quantised as one: queries, keys and values of a layer, in that order.
        """
        together = (self.queries, self.keys, self.values)
        for one in together:
            if name.endswith(f".{one}"):
                return [name.removesuffix(one) + other for other in together]
        return [name]


# By ``model_type`` of a model's config.json.
ARCHITECTURES = {
    "bert": Architecture(
        prefix="bert",
        queries="attention.self.query",
        keys="attention.self.key",
        values="attention.self.value",
        attended="attention.output.dense",
        attention_norm="attention.output.LayerNorm",
        first_position=0,
        epsilon=1e-12,
        typed=True,
    ),
    "mpnet": Architecture(
        prefix="mpnet",
        queries="attention.attn.q",
        keys="attention.attn.k",
        values="attention.attn.v",
        attended="attention.attn.o",
        attention_norm="attention.LayerNorm",
        first_position=2,
        epsilon=1e-5,
        typed=False,
        distances="mpnet.encoder.relative_attention_bias.weight",
    ),
}
