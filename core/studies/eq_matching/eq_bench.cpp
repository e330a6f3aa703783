#include "core/studies/eq_matching/eq_bench.h"

namespace tonewright::eq_matching
{

OracleOptions oracleOptions(const EqConfig &config)
{
    return {OracleBudget{}, config.filter, config.largestGainDb};
}

Result<const EqBench::Open *> EqBench::open() const
{
    const std::scoped_lock lock(m_mutex);
    if (m_open)
        return m_open.get();
    auto pair = m_item.read();
    if (!pair)
        return fail(pair.error());
    auto opened = std::make_unique<Open>();
    if (!m_item.score) {
        // Normalised to its own peaks by the scorer: the levels at which the pair is heard don't matter.
        auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference), m_item.match);
        if (!scorer)
            return fail(scorer.error());
        opened->scorer = std::move(*scorer);
    }
    opened->pair = std::move(*pair);
    m_open = std::move(opened);
    return m_open.get();
}

Result<Rendering> EqBench::render(const dsp::Equaliser &equaliser) const
{
    const auto opened = open();
    if (!opened)
        return fail(opened.error());
    Rendering rendering = soundsOf((*opened)->pair, equaliser);
    rendering.scores = m_item.score ? m_item.score(equaliser) : matchScores(*(*opened)->scorer, equaliser);
    return rendering;
}

Result<std::shared_ptr<const Preview>> EqBench::preview(const EqualiserSetting &setting) const
{
    const auto equaliser = toEqualiser(setting);
    if (!equaliser)
        return fail(equaliser.error());
    auto preview = std::make_shared<Preview>();
    preview->itemKey = m_item.itemKey;
    preview->genre = m_item.genre;
    preview->episode = m_item.episode;
    preview->estimatedReward = std::numeric_limits<double>::quiet_NaN();
    describeDecision(*equaliser, m_item.sampleRate, *preview);
    preview->bench = shared_from_this();
    preview->render = [bench = shared_from_this(), setting = *equaliser] { return bench->render(setting); };
    if (!m_item.whole.empty())
        preview->renderWhole = wholeRenderer(m_item.whole, *equaliser);
    return std::shared_ptr<const Preview>(std::move(preview));
}

Result<EqualiserSetting> EqBench::searchBest(const std::function<bool()> &goOn) const
{
    if (m_item.score)
        return fail(ErrorCode::Unsupported, "different music can't be compared moment by moment, so nothing can be "
                                            "searched by");
    const auto opened = open();
    if (!opened)
        return fail(opened.error());
    std::vector<dsp::Equaliser> known;
    // The inverse undoes a zero-phase distortion only if it is run zero-phase too.
    if (const auto &distortion = (*opened)->pair.distortion;
        distortion && m_item.oracle.filter == dsp::FilterMode::ZeroPhase)
        known.push_back(distortion->inverse());
    const auto found = searchOracle(*(*opened)->scorer, known, m_item.oracle, goOn);
    if (!found)
        return fail(found.error());
    return toSetting(found->continuous.equaliser, m_item.sampleRate);
}

}  // namespace tonewright::eq_matching
