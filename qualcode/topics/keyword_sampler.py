"""The compiled part of the keyword-assisted topic model: collapsed Gibbs sampling over topics, keywords and weights.

Eshima, Imai and Sasaki (2024), American Journal of Political Science 68(2), the base model. Each word of a document d
has a topic z ~ theta_d. In a topic with keywords it is with probability pi_z one of the keywords (s = 1), otherwise any
word of the vocabulary (s = 0). theta, pi and both distributions over words are integrated out; z and s are drawn
together.

Nothing here depends on the machine: the random numbers, the logarithm, the exponential function and the log gamma
function are made of the operations that IEEE 754 fixes to the last bit, sums have one order, and counts are multiples
of an eighth, which doubles hold exactly. Imports numba at once, so import this module only where a model is fitted. All
that is compiled stands in this one file, because numba's cache does not see changes in other files.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from qualcode.topics.compiling import compiled, inlined
from qualcode.topics.keyword_state import GRAIN, Counts, Prior, Tallies, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int32]
    State = NDArray[np.uint64]

#: Steps outwards of the slice sampler at most, its first width (in logarithms), and when it gives up shrinking.
_STEPS_OUT, _WIDTH, _SHRINKS = 20, 1.0, 200
_HALF_ROOT, _LN2_HIGH, _LN2_LOW = math.sqrt(0.5), 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LN_ROOT_TWO_PI = 0.9189385332046727418


@compiled
def seed_state(seed: "np.uint64") -> "State":
    """Return the state of the random numbers for a seed: splitmix64, as its authors say to begin xoshiro."""
    state = np.empty(4, np.uint64)
    mixed = np.uint64(seed)
    for place in range(4):
        mixed += np.uint64(0x9E3779B97F4A7C15)
        bits = mixed
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state[place] = bits ^ (bits >> np.uint64(31))
    return state


@compiled
def uniform(state: "State") -> float:
    """Return the next random number in (0, 1]: xoshiro256++ of Blackman and Vigna (2021), 53 bits."""
    one, two, three, four = state[0], state[1], state[2], state[3]
    total = one + four
    drawn = ((total << np.uint64(23)) | (total >> np.uint64(41))) + one
    shifted = two << np.uint64(17)
    three ^= one
    four ^= two
    state[1] = two ^ three
    state[0] = one ^ four
    state[2] = three ^ shifted
    state[3] = (four << np.uint64(45)) | (four >> np.uint64(19))
    return float((drawn >> np.uint64(11)) + np.uint64(1)) * (1.0 / 9007199254740992.0)


@compiled
def log(value: float) -> float:
    """Return the natural logarithm of a number above 0, from the series of the inverse hyperbolic tangent."""
    part, power = math.frexp(value)
    if part < _HALF_ROOT:
        part *= 2.0
        power -= 1
    ratio = (part - 1.0) / (part + 1.0)
    square = ratio * ratio
    total: float = 0.0
    for odd in range(21, 0, -2):
        total = total * square + 1.0 / odd
    return power * _LN2_HIGH + (power * _LN2_LOW + 2.0 * ratio * total)


@compiled
def exp(value: float) -> float:
    """Return e to a power, from its series around the nearest multiple of ln 2; powers stop at 700."""
    value = min(max(value, -700.0), 700.0)
    power = math.floor(value / (_LN2_HIGH + _LN2_LOW) + 0.5)
    rest = (value - power * _LN2_HIGH) - power * _LN2_LOW
    total: float = 1.0
    for step in range(14, 0, -1):
        total = 1.0 + total * rest / step
    return math.ldexp(total, int(power))


@compiled
def log_gamma(value: float) -> float:
    """Return the logarithm of the gamma function of a number above 0: Stirling's series from 10 on."""
    product = 1.0
    while value < 10.0:
        product *= value
        value += 1.0
    inverse = 1.0 / value
    square = inverse * inverse
    series = 1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))
    total: float = (value - 0.5) * log(value) - value + _LN_ROOT_TWO_PI + series * inverse
    return total if product == 1.0 else total - log(product)


@inlined
def set_factors(
    topic: int, keywords: "Numbers", regulars: "Numbers", keyeds: "Numbers", regular_factor: "Numbers",
    keyed_factor: "Numbers", spread: float, keyword: float, yes: float, no: float,
) -> None:
    """Renew what the probability of a topic owes to the topic's sums; arguments are those of ``place_words``."""
    regular = regulars[topic]
    if keywords[topic] == 0:
        regular_factor[topic] = 1.0 / (regular + spread)
    else:
        keyed = keyeds[topic]
        total, keyed_spread = regular + keyed + yes + no, keyed + keyword * keywords[topic]
        inverse = 1.0 / ((regular + spread) * keyed_spread * total)
        regular_factor[topic] = (regular + no) * keyed_spread * inverse
        keyed_factor[topic] = (keyed + yes) * (regular + spread) * inverse


@compiled
def place_words(
    alphas: "Numbers", groups: "Whole", tokens: "Whole", ends: "Whole", weights: "Numbers", of_word: "Whole",
    topics: "Whole", keywords: "Numbers", places: "Whole", by_document: "Numbers", by_word: "Numbers",
    entries: "Numbers", regular: "Numbers", keyed: "Numbers", regular_factor: "Numbers", keyed_factor: "Numbers",
    word: float, keyword: float, yes: float, no: float, state: "State", room: "Numbers",
) -> None:
    """Do what ``sweep`` says; plain arrays are twice as fast as tuples of them.

    The weight of a place is proportional to p(z, s | all other words). With counts n that leave out the word v itself:

        s = 0:  (n_dk + alpha_k) (n_k + gamma_2) / (n_k + m_k + gamma_1 + gamma_2) (n_kv + beta) / (n_k + V beta)
        s = 1:  (n_dk + alpha_k) (m_k + gamma_1) / (n_k + m_k + gamma_1 + gamma_2) (m_kv + beta') / (m_k + L_k beta')

    where n_k are words drawn from all words, m_k those drawn as keywords and L_k is the number of keywords; a topic
    without keywords has no s = 1 and lacks the second factor.
    """
    number, spread = alphas.shape[1], word * len(weights)
    for document in range(len(ends) - 1):
        group = groups[document]
        for token in range(ends[document], ends[document + 1]):
            kind, place = tokens[token], places[token]
            weight, first = weights[kind], of_word[kind]
            if place < number:
                topic = place
                by_word[kind, topic] -= weight
                regular[topic] -= weight
            else:
                topic = topics[place - number]
                entries[place - number] -= weight
                keyed[topic] -= weight
            by_document[document, topic] -= weight
            set_factors(topic, keywords, regular, keyed, regular_factor, keyed_factor, spread, keyword, yes, no)
            total, last = 0.0, number + of_word[kind + 1] - first - 1
            for topic in range(number):
                share = (by_word[kind, topic] + word) * regular_factor[topic]
                total += share * (by_document[document, topic] + alphas[group, topic])
                room[topic] = total
            for other in range(number, last + 1):
                entry = first + other - number
                topic = topics[entry]
                share = (entries[entry] + keyword) * keyed_factor[topic]
                total += share * (by_document[document, topic] + alphas[group, topic])
                room[other] = total
            mark, place = uniform(state) * total, 0
            while place < last and room[place] < mark:
                place += 1
            if place < number:
                topic = place
                by_word[kind, topic] += weight
                regular[topic] += weight
            else:
                place += first
                topic = topics[place - number]
                entries[place - number] += weight
                keyed[topic] += weight
            places[token] = place
            by_document[document, topic] += weight
            set_factors(topic, keywords, regular, keyed, regular_factor, keyed_factor, spread, keyword, yes, no)


@compiled
def start(text: Text, counts: Counts, state: "State", room: "Numbers") -> None:
    """Give every word its first place, so that topics with keywords begin where their keywords are said.

    A keyword goes to one of its own topics, as a keyword. Of the other words of a document with n keywords n / (n + 1)
    go where the keywords went, the rest to topics without keywords. Begun at random, a topic is taken by whatever is
    said most long before a handful of keywords has a say, and the chain does not come back within thousands of sweeps.
    """
    number = counts.documents.shape[1]
    first = number
    while first > 0 and text.keywords[first - 1] == 0:
        first -= 1
    first %= number  # where all topics have keywords, all of them take the rest
    for document in range(len(text.ends) - 1):
        room[:number] = 0.0
        held = 0.0
        for token in range(text.ends[document], text.ends[document + 1]):
            word = text.words[token]
            choices = text.keyed[word + 1] - text.keyed[word]
            if choices > 0:
                entry = text.keyed[word] + min(int(uniform(state) * choices), choices - 1)
                counts.places[token] = number + entry
                room[text.topics[entry]] += 1.0
                held += 1.0
        for token in range(text.ends[document], text.ends[document + 1]):
            place = counts.places[token]
            if place < 0:
                mark = uniform(state) * (held + 1.0)
                place = first
                if mark <= held:
                    place = 0
                    while mark > room[place]:
                        mark -= room[place]
                        place += 1
                else:
                    place += min(int(uniform(state) * (number - first)), number - first - 1)
                counts.places[token] = place
            add(token, document, text, counts)


@compiled
def add(token: int, document: int, text: Text, counts: Counts) -> None:
    """Count a word at its place."""
    word, place, number = text.words[token], counts.places[token], counts.documents.shape[1]
    weight = text.weights[word]
    if place < number:
        counts.words[word, place] += weight
        counts.regular[place] += weight
    else:
        counts.entries[place - number] += weight
        place = text.topics[place - number]
        counts.keyed[place] += weight
    counts.documents[document, place] += weight


@compiled
def sweep(alphas: "Numbers", text: Text, counts: Counts, prior: Prior, state: "State", room: "Numbers") -> None:
    """Draw the place of every word anew, given all others.

    ``alphas`` are the (groups, topics) prior weights. ``room`` is scratch of (topics + most entries of a word,); it
    holds the running sums of the weights of the last word's places.
    """
    for topic in range(alphas.shape[1]):
        set_factors(topic, text.keywords, counts.regular, counts.keyed, counts.regular_factor, counts.keyed_factor,
                    prior.word * len(text.weights), prior.keyword, prior.yes, prior.no)
    place_words(
        alphas, text.groups, text.words, text.ends, text.weights, text.keyed, text.topics, text.keywords,
        counts.places, counts.documents, counts.words, counts.entries, counts.regular, counts.keyed,
        counts.regular_factor, counts.keyed_factor, prior.word, prior.keyword, prior.yes, prior.no, state, room)


@compiled
def tally(
    values: "Numbers", text: Text, room: "Whole", found: "Numbers", often: "Numbers", ends: "Whole"
) -> None:
    """List the different values above 0 in each group of documents, with how often each comes.

    ``values`` are (documents,) multiples of 1 / GRAIN. ``found``, ``often`` and ``ends`` are written: values, how often
    each comes, and where those of each group end. ``room`` has one zero more than the largest value times GRAIN.
    """
    size = 0
    ends[0] = 0
    place = 0
    for group in range(len(ends) - 1):
        first = size
        while place < len(text.order) and text.groups[text.order[place]] == group:
            value = values[text.order[place]]
            if value > 0:
                mark = int(value * GRAIN + 0.5)
                if room[mark] == 0:
                    found[size] = value
                    size += 1
                room[mark] += 1
            place += 1
        for one in range(first, size):
            mark = int(found[one] * GRAIN + 0.5)
            often[one] = room[mark]
            room[mark] = 0
        ends[group + 1] = size


@compiled
def log_density(
    value: float, feature: int, topic: int, coefficients: "Numbers", design: "Numbers", alphas: "Numbers",
    rests: "Numbers", tallies: Tallies, prior: Prior,
) -> float:
    """Return the log density of one coefficient given all else, up to a constant.

    Dirichlet-multinomial regression (Mimno and McCallum 2008, UAI, section 3): alpha of a group of documents is the
    exponential of the sum of its features times their coefficients. The first feature is 1 everywhere; the exponential
    of its coefficient has a Gamma prior, so that without covariates this is the base model. The others have a normal
    one.
    """
    if feature == 0:
        total: float = prior.shape[topic] * value - prior.rate[topic] * exp(value)
    else:
        total = -0.5 * (value / prior.spread) * (value / prior.spread)
    change = value - coefficients[feature, topic]
    for group in range(len(alphas)):
        alpha = alphas[group, topic] * exp(change * design[group, feature])
        whole = rests[group] + alpha
        total += tallies.sizes[group] * log_gamma(whole)
        for one in range(tallies.lengths_ends[group], tallies.lengths_ends[group + 1]):
            total -= tallies.lengths_often[one] * log_gamma(tallies.lengths[one] + whole)
        held = 0.0
        for one in range(tallies.ends[group], tallies.ends[group + 1]):
            total += tallies.often[one] * log_gamma(tallies.found[one] + alpha)
            held += tallies.often[one]
        if held > 0:
            total -= held * log_gamma(alpha)
    return total


@compiled
def draw_coefficient(
    feature: int, topic: int, coefficients: "Numbers", design: "Numbers", alphas: "Numbers", rests: "Numbers",
    tallies: Tallies, prior: Prior, state: "State",
) -> float:
    """Return a new value of one coefficient: slice sampling with stepping out (Neal 2003, figures 3 and 5)."""
    given = (feature, topic, coefficients, design, alphas, rests, tallies, prior)
    old: float = coefficients[feature, topic]
    bar = log_density(old, *given) + log(uniform(state))
    low = old - _WIDTH * uniform(state)
    high = low + _WIDTH
    left = int(_STEPS_OUT * (1.0 - uniform(state)))
    right = _STEPS_OUT - 1 - left
    while left > 0 and log_density(low, *given) > bar:
        low -= _WIDTH
        left -= 1
    while right > 0 and log_density(high, *given) > bar:
        high += _WIDTH
        right -= 1
    for _shrink in range(_SHRINKS):
        new: float = low + (high - low) * uniform(state)
        if log_density(new, *given) > bar:
            return new
        if new < old:
            low = new
        else:
            high = new
    return old


@compiled
def draw_alphas(
    coefficients: "Numbers", design: "Numbers", alphas: "Numbers", rests: "Numbers", tallies: Tallies, text: Text,
    counts: Counts, prior: Prior, state: "State",
) -> None:
    """Draw every coefficient anew, one after the other, and with them the prior weights.

    ``coefficients`` are (features, topics), ``design`` (groups, features), the first of which is 1, ``alphas`` (groups,
    topics) and ``rests``, scratch, (groups,).
    """
    for topic in range(alphas.shape[1]):
        tally(counts.documents[:, topic], text, tallies.room, tallies.found, tallies.often, tallies.ends)
        for group in range(len(alphas)):
            total = 0.0
            for other in range(alphas.shape[1]):
                if other != topic:
                    total += alphas[group, other]
            rests[group] = total
        for feature in range(len(coefficients)):
            new = draw_coefficient(feature, topic, coefficients, design, alphas, rests, tallies, prior, state)
            coefficients[feature, topic] = new
            for group in range(len(alphas)):
                power = 0.0
                for one in range(len(coefficients)):
                    power += design[group, one] * coefficients[one, topic]
                alphas[group, topic] = exp(power)


@compiled
def log_joint(alphas: "Numbers", text: Text, counts: Counts, prior: Prior) -> float:
    """Return log p(words, topics, keywords | alpha) with all distributions integrated out.

    With weights other than 1 there is no such probability; it is then the same formula with weighted counts.
    """
    words, number = counts.words.shape
    total: float = number * log_gamma(prior.word * words)
    for topic in range(number):
        total -= log_gamma(counts.regular[topic] + prior.word * words)
        if text.keywords[topic] > 0:
            regular, keyed = counts.regular[topic] + prior.no, counts.keyed[topic] + prior.yes
            total += log_gamma(regular) + log_gamma(keyed) - log_gamma(regular + keyed)
            total += log_gamma(prior.yes + prior.no) - log_gamma(prior.yes) - log_gamma(prior.no)
            spread = prior.keyword * text.keywords[topic]
            total += log_gamma(spread) - log_gamma(spread + counts.keyed[topic])
    for word in range(words):
        for topic in range(number):
            if counts.words[word, topic] > 0:
                total += log_gamma(counts.words[word, topic] + prior.word) - log_gamma(prior.word)
    for entry in range(len(counts.entries)):
        total += log_gamma(counts.entries[entry] + prior.keyword) - log_gamma(prior.keyword)
    for document in range(len(counts.documents)):
        alpha, whole, length = alphas[text.groups[document]], 0.0, 0.0
        for topic in range(number):
            whole += alpha[topic]
            held = counts.documents[document, topic]
            length += held
            if held > 0:
                total += log_gamma(held + alpha[topic]) - log_gamma(alpha[topic])
        total += log_gamma(whole) - log_gamma(whole + length)
    return total


@compiled
def collect(
    alphas: "Numbers", text: Text, counts: Counts, prior: Prior, topic_word: "Numbers", document_topic: "Numbers",
    keyword_share: "Numbers",
) -> None:
    """Add what is expected of the distributions, given this state, to sums over states.

    ``topic_word`` is (topics, words): pi x keyword distribution + (1 - pi) x regular distribution; ``document_topic``
    is (documents, topics): theta; ``keyword_share`` is (topics,): pi.
    """
    words, number = counts.words.shape
    for topic in range(number):
        factor = counts.regular_factor[topic]
        for word in range(words):
            topic_word[topic, word] += (counts.words[word, topic] + prior.word) * factor
        whole = counts.regular[topic] + counts.keyed[topic] + prior.yes + prior.no
        keyword_share[topic] += (counts.keyed[topic] + prior.yes) / whole
    for word in range(words):
        for entry in range(text.keyed[word], text.keyed[word + 1]):
            topic = text.topics[entry]
            topic_word[topic, word] += (counts.entries[entry] + prior.keyword) * counts.keyed_factor[topic]
    for document in range(len(counts.documents)):
        alpha, whole = alphas[text.groups[document]], 0.0
        for topic in range(number):
            whole += counts.documents[document, topic] + alpha[topic]
        for topic in range(number):
            document_topic[document, topic] += (counts.documents[document, topic] + alpha[topic]) / whole
