"""The keyword-assisted topic model: topics that carry the names of codes because they began with their words."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.topics.fold_in import fold_in
from qualcode.topics.keyword_state import GRAIN, Prior, Tallies, Text, make_tallies, make_text, no_counts
from qualcode.topics.model import Fit
from qualcode.topics.seeds import Seeds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Weights = Literal["none", "information"]
#: Called with (iterations done, iterations in all).
Told = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class KeywordModel:
    """Keyword-assisted topic model, fitted by collapsed Gibbs sampling.

    Eshima, Imai and Sasaki (2024), American Journal of Political Science 68(2): the base model, and with covariates
    Dirichlet-multinomial regression (Mimno and McCallum 2008, UAI). Priors follow the paper's own package but for beta,
    which is 0.01 there: on turns of real meetings 0.1 predicts unseen words better and gives stabler topics. Topics
    without keywords are those of latent Dirichlet allocation; without any keyword, so is the whole model.

    A word is a keyword of its topic with a probability that the texts decide. Keywords pull a topic towards a code;
    they do not force it there, and a keyword may stand in other topics.

    Chains begin with keywords in their topics, see ``keyword_sampler.start``. Estimates are means over draws of one
    chain after ``burn_in``. Topics without keywords keep their place within a chain in all but tiny corpora; over
    chains they do not, and must be matched.

    Attributes:
        seeds: Keywords of the first topics; None for none.
        iterations: Sweeps over all words. burn_in: Sweeps before the first draw that counts. thin: Sweeps from one draw
            to the next.
        prior: beta, of each word in a topic. keyword_prior: Of each keyword among the keywords of a topic.
        yes, no: Beta parameters of the share of words that are drawn as keywords, gamma 1 and 2.
        alpha: Gamma parameters (shape, rate) of a topic's weight in documents. keyword_alpha: The same of topics with
            keywords.
        spread: Standard deviation of the normal prior of a covariate's coefficient.
        weights: ``"none"``: every word counts alike. ``"information"``: a word counts -log2 of its share of all words,
            over the mean of that (Wilson and Chew 2010, NAACL), in eighths; frequent words then matter less. The
            paper's package does so by default, and without dividing by the mean, which makes all priors weaker. On real
            meetings topics are less stable for it and unseen words predicted worse, be there 120, 400 or 1,500
            documents; there is no joint probability then, and intervals of coefficients are too narrow.
    """

    seeds: Seeds | None = None
    iterations: int = 1000
    burn_in: int = 500
    thin: int = 5
    prior: float = 0.1
    keyword_prior: float = 0.1
    yes: float = 1.0
    no: float = 1.0
    alpha: tuple[float, float] = (2.0, 1.0)
    keyword_alpha: tuple[float, float] = (1.0, 1.0)
    spread: float = 1.0
    weights: Weights = "none"

    def __post_init__(self) -> None:
        if self.burn_in < 0 or self.thin < 1:
            raise UsageError(_("sweeps before the first draw are 0 or more, and draws are kept at least every sweep"))
        if self.burn_in + self.thin > self.iterations:
            raise UsageError(
                _("{iterations} iterations leave no draw after {burn_in}; ask for at least {least}").format(
                    iterations=self.iterations, burn_in=self.burn_in, least=self.burn_in + self.thin))
        priors = self.prior, self.keyword_prior, self.yes, self.no, self.spread, *self.alpha, *self.keyword_alpha
        if not min(priors) > 0:
            raise UsageError(_("the numbers of priors must be above 0"))
        if self.weights not in get_args(Weights):
            raise UsageError(_("weights of words are none or information"))

    @property
    def name(self) -> str:
        """Name and version."""
        from qualcode import __version__

        return f"keyATM (qualcode {__version__})"

    def fit(
        self, bags: Sequence[Sequence[int]], words: int, number: int, seed: int, *,
        covariates: "Numbers | None" = None, progress: Told = silent,
    ) -> Fit:
        """Fit ``number`` topics to documents of word numbers in ``[0, words)``.

        Args:
            bags: Documents. A document without words has the shares that the model expects of it.
            words: Number of different words.
            number: Topics, at least as many as have keywords.
            seed: The same one gives the same draws on every machine.
            covariates: (documents, features) what the shares of topics may depend on, such as 0 and 1 for a town;
                no column of ones. None for the base model. Documents with the same row are counted together: a row of
                its own for each of 1,500 documents takes ten times as long.
            progress: Told of every sweep; an interrupt stops between two.

        Returns:
            The fit. ``prior`` is the mean weight of each topic in a document. ``extra`` holds

            keyword_share  (topics,) share of a topic's words that are drawn as keywords (pi), NaN without keywords
            trace          (draws,) log p(words, topics, keywords | weights of topics)
            coefficients   (draws, 1 + features, topics): the logarithm of a topic's weight in a document of mean
                           covariates, then what one more of a covariate adds to it
            centre         (features,) mean covariates

        Raises:
            NotComputableError: no document has a word, or fewer topics than have keywords.
            UsageError: a number is out of range or a covariate is missing.
        """
        import numpy as np

        self._check(bags, words, number)
        rows = np.zeros((len(bags), 0)) if covariates is None else _checked(covariates, len(bags))
        centre = rows.mean(axis=0)
        features, groups = np.unique(rows - centre, axis=0, return_inverse=True)
        design = np.column_stack([np.ones(len(features)), features])
        text = make_text(bags, self._weights(bags, words), number, self.seeds, groups.ravel().astype(np.int32))
        tallies = make_tallies(text, len(design))
        sums = self._run(text, tallies, design, number, seed, progress)
        return self._made(sums, text, seed, centre)

    def transform(
        self, fit: Fit, bags: Sequence[Sequence[int]], *, covariates: "Numbers | None" = None
    ) -> "Numbers":
        """Return the shares of a fit's topics in documents, (documents, topics).

        Args:
            fit: Of this model.
            bags: Documents of the fit's word numbers.
            covariates: (documents, features) of these documents; without them all have the prior of the mean one.
        """
        import numpy as np

        if covariates is None:
            prior = fit.prior if fit.prior is not None else np.full(len(fit.topic_word), 1 / len(fit.topic_word))
            return fold_in(fit.topic_word, prior, bags)
        from qualcode.topics.keyword_prevalence import weight_draws

        return fold_in(fit.topic_word, weight_draws(fit, _checked(covariates, len(bags))).mean(axis=0), bags)

    def _run(
        self, text: Text, tallies: Tallies, design: "Numbers", number: int, seed: int, progress: Told
    ) -> "_Sums":
        """Run one chain and return the sums over its draws."""
        import numpy as np

        from qualcode.topics import keyword_sampler as sampler

        counts, prior, documents = no_counts(text), self._prior(number), len(text.ends) - 1
        sums = _Sums(np.zeros((number, len(text.weights))), np.zeros((documents, number)), np.zeros(number),
                     np.zeros(number), [], [])
        state, room = sampler.seed_state(np.uint64(seed % 2**64)), np.zeros(number + int(np.diff(text.keyed).max()))
        coefficients = np.zeros((design.shape[1], number))
        coefficients[0] = -sampler.log(float(number))
        alphas, rests = np.full((len(design), number), 1 / number), np.zeros(len(design))
        sampler.start(text, counts, state, room)
        for done in range(1, self.iterations + 1):
            sampler.sweep(alphas, text, counts, prior, state, room)
            sampler.draw_alphas(coefficients, design, alphas, rests, tallies, text, counts, prior, state)
            if done > self.burn_in and (done - self.burn_in) % self.thin == 0:
                sampler.collect(alphas, text, counts, prior, sums.topic_word, sums.document_topic, sums.keyword_share)
                sums.prior[:] += alphas[text.groups].mean(axis=0)
                sums.trace.append(sampler.log_joint(alphas, text, counts, prior))
                sums.coefficients.append(coefficients.copy())
            progress(done, self.iterations)
        return sums

    def _made(self, sums: "_Sums", text: Text, seed: int, centre: "Numbers") -> Fit:
        """Return the fit: means of sums, with topics in order."""
        import numpy as np

        seeded, draws = len(self.seeds.labels) if self.seeds else 0, len(sums.trace)
        number = len(sums.prior)
        free = np.argsort(-sums.document_topic[:, seeded:].sum(axis=0), kind="stable") + seeded
        order = np.concatenate([np.arange(seeded), free])
        labels = (*self.seeds.labels, *[""] * (number - seeded)) if self.seeds else ()
        share = np.where(text.keywords > 0, sums.keyword_share / draws, np.nan)
        extra = {"keyword_share": share[order], "trace": np.array(sums.trace),
                 "coefficients": np.array(sums.coefficients)[:, :, order], "centre": centre}
        topic_word, document_topic = sums.topic_word[order], sums.document_topic[:, order]
        return Fit(topic_word / topic_word.sum(axis=1, keepdims=True),
                   document_topic / document_topic.sum(axis=1, keepdims=True), seed, labels,
                   sums.prior[order] / draws, extra)

    def _prior(self, number: int) -> Prior:
        import numpy as np

        seeded = len(self.seeds.labels) if self.seeds else 0
        shape, rate = np.full((2, number), np.array(self.alpha)[:, None])
        shape[:seeded], rate[:seeded] = self.keyword_alpha
        return Prior(self.prior, self.keyword_prior, self.yes, self.no, shape, rate, self.spread)

    def _weights(self, bags: Sequence[Sequence[int]], words: int) -> "Numbers":
        """Return what one occurrence of each word counts."""
        import numpy as np

        if self.weights == "none":
            return np.ones(words)
        from qualcode.topics.keyword_sampler import log

        counts = Counter(word for bag in bags for word in bag)
        total = counts.total()
        bits = np.array([log(total / counts[word]) if counts[word] else 0.0 for word in range(words)])
        mean = sum(counts[word] * bits[word] for word in sorted(counts)) / total
        if mean == 0:  # one word only
            return np.ones(words)
        return np.asarray(np.maximum(np.round(bits / mean * GRAIN), 1) / GRAIN)

    def _check(self, bags: Sequence[Sequence[int]], words: int, number: int) -> None:
        if self.seeds:
            self.seeds.check(number)
        if not any(bags):
            raise NotComputableError(_("no document has a word, so there are no topics; read more transcripts"))
        every = {word for rows in (bags, self.seeds.words if self.seeds else ()) for row in rows for word in row}
        if number < 1 or min(every) < 0 or max(every) >= words:
            raise UsageError(_("words are numbered from 0 to {last}, and there is at least one topic").format(
                last=words - 1))


@dataclass(frozen=True)
class _Sums:
    """Sums over draws, and what is kept of each."""

    topic_word: "Numbers"
    document_topic: "Numbers"
    keyword_share: "Numbers"
    prior: "Numbers"
    trace: list[float]
    coefficients: "list[Numbers]"


def _checked(covariates: "Numbers", documents: int) -> "Numbers":
    """Return covariates as numbers, one row a document and none missing."""
    import numpy as np

    rows = np.asarray(covariates, dtype=np.float64)
    if rows.ndim != 2 or len(rows) != documents or not np.isfinite(rows).all():
        raise UsageError(_("covariates need one row for each of {documents} documents, and none may be missing").format(
            documents=documents))
    return rows
