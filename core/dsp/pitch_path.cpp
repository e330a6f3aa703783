#include "core/dsp/pitch_path.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tonewright::dsp
{

namespace
{

constexpr float kImpossible = -std::numeric_limits<float>::infinity();
constexpr double kLeast = 1e-30;  // stands for probability 0, whose logarithm there is none of
float logOf(double probability)
{
    return float(std::log(std::max(probability, kLeast)));
}

std::uint16_t codeOf(int bin, bool voiced)
{
    return std::uint16_t(2 * bin + (voiced ? 1 : 0));
}

}  // namespace

PitchPath::PitchPath(int bins, int reach, double switchProbability)
    : m_bins(bins), m_reach(std::min(reach, bins - 1)), m_logStay(logOf(1 - switchProbability)),
      m_logSwitch(logOf(switchProbability)), m_unvoiced(std::size_t(bins), 0.0F), m_source(std::size_t(bins)),
      m_fromUnvoiced(std::size_t(bins)), m_fromVoiced(std::size_t(bins)), m_unvoicedOrigin(std::size_t(bins)),
      m_voicedOrigin(std::size_t(bins)), m_voicedBackBegin{0}
{
    for (int step = -m_reach; step <= m_reach; ++step)
        m_logWeight.push_back(logOf(m_reach + 1 - std::abs(step)));
    for (int bin = 0; bin < bins; ++bin) {
        double sum = 0;
        for (int step = -m_reach; step <= m_reach; ++step)
            if (bin + step >= 0 && bin + step < bins)
                sum += m_reach + 1 - std::abs(step);
        m_logRow.push_back(-logOf(sum));
    }
}

void PitchPath::reserve(std::size_t frames)
{
    m_unvoicedBack.reserve(frames * std::size_t(m_bins));
    m_voicedBackBegin.reserve(frames + 1);
}

/// Where the unvoiced bins first … last come from. The logarithm of the triangle is concave, so that a higher bin never
/// comes from a lower one than its neighbour below: the middle bin's origin bounds the others', and the whole band
/// needs some bins · log2(bins) sums instead of bins · (2 · reach + 1).
void PitchPath::findOrigins(int first, int last, int lowestOrigin, int highestOrigin)
{
    while (first <= last) {
        const int middle = first + (last - first) / 2;
        const int low = std::max(lowestOrigin, middle - m_reach), high = std::min(highestOrigin, middle + m_reach);
        const float *weight = m_logWeight.data() + m_reach - middle;
        float best = kImpossible;
        int origin = low;
        for (int from = low; from <= high; ++from) {
            const float value = m_source[std::size_t(from)] + weight[from];
            if (value > best) {
                best = value;
                origin = from;
            }
        }
        m_fromUnvoiced[std::size_t(middle)] = best;
        m_unvoicedOrigin[std::size_t(middle)] = origin;
        findOrigins(first, middle - 1, lowestOrigin, origin);
        first = middle + 1;
        lowestOrigin = origin;
    }
}

void PitchPath::spread()
{
    for (std::size_t bin = 0; bin < m_unvoiced.size(); ++bin)
        m_source[bin] = m_unvoiced[bin] + m_logRow[bin];
    findOrigins(0, m_bins - 1, 0, m_bins - 1);

    std::fill(m_fromVoiced.begin(), m_fromVoiced.end(), kImpossible);
    for (const PitchEvidence &from : m_voiced) {
        const int low = std::max(0, from.bin - m_reach), high = std::min(m_bins - 1, from.bin + m_reach);
        const float start = float(from.probability) + m_logRow[std::size_t(from.bin)];
        for (int bin = low; bin <= high; ++bin) {
            const float value = start + m_logWeight[std::size_t(bin - from.bin + m_reach)];
            if (value > m_fromVoiced[std::size_t(bin)]) {
                m_fromVoiced[std::size_t(bin)] = value;
                m_voicedOrigin[std::size_t(bin)] = from.bin;
            }
        }
    }
}

void PitchPath::add(std::span<const PitchEvidence> evidence)
{
    spread();
    double seen = 0;
    for (const PitchEvidence &candidate : evidence)
        seen += candidate.probability;
    const float unseen = logOf((1 - seen) / m_bins);

    float top = kImpossible;
    std::vector<PitchEvidence> voiced(evidence.begin(), evidence.end());
    for (PitchEvidence &to : voiced) {
        const auto bin = std::size_t(to.bin);
        const float stay = m_fromVoiced[bin] + m_logStay, start = m_fromUnvoiced[bin] + m_logSwitch;
        const bool staying = stay > start;
        const int origin = staying ? m_voicedOrigin[bin] : m_unvoicedOrigin[bin];
        m_voicedBack.push_back({to.bin, {codeOf(origin, staying)}});
        to.probability = double((staying ? stay : start) + logOf(to.probability));
        top = std::max(top, float(to.probability));
    }
    m_voicedBackBegin.push_back(m_voicedBack.size());

    const std::size_t row = m_unvoicedBack.size();
    m_unvoicedBack.resize(row + std::size_t(m_bins));
    for (std::size_t bin = 0; bin < std::size_t(m_bins); ++bin) {
        const float stay = m_fromUnvoiced[bin] + m_logStay, end = m_fromVoiced[bin] + m_logSwitch;
        const bool ending = end > stay;
        m_unvoicedBack[row + bin] = {codeOf(ending ? m_voicedOrigin[bin] : m_unvoicedOrigin[bin], ending)};
        m_unvoiced[bin] = (ending ? end : stay) + unseen;
        top = std::max(top, m_unvoiced[bin]);
    }

    // Kept near 0, so that an hour's path has the resolution of its first second's.
    for (float &value : m_unvoiced)
        value -= top;
    for (PitchEvidence &state : voiced)
        state.probability -= double(top);
    m_voiced = std::move(voiced);
}

std::vector<PitchPath::State> PitchPath::best() const
{
    const std::size_t frames = m_voicedBackBegin.size() - 1;
    std::vector<State> states(frames);
    if (frames == 0)
        return states;
    const auto quiet = std::max_element(m_unvoiced.begin(), m_unvoiced.end());
    State state{int(quiet - m_unvoiced.begin()), false};
    double most = double(*quiet);
    for (const PitchEvidence &candidate : m_voiced)
        if (candidate.probability > most) {
            most = candidate.probability;
            state = {candidate.bin, true};
        }
    for (std::size_t t = frames; t-- > 0;) {
        states[t] = state;
        Origin origin{};
        if (state.voiced) {
            for (std::size_t i = m_voicedBackBegin[t]; i < m_voicedBackBegin[t + 1]; ++i)
                if (m_voicedBack[i].bin == state.bin)
                    origin = m_voicedBack[i].origin;
        } else {
            origin = m_unvoicedBack[t * std::size_t(m_bins) + std::size_t(state.bin)];
        }
        state = {origin.code / 2, origin.code % 2 == 1};
    }
    return states;
}

}  // namespace tonewright::dsp
