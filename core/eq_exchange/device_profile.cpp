#include "core/eq_exchange/device_profile.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/equaliser.h"
#include "core/eq_exchange/biquad_chain.h"

namespace tonewright::eq_exchange
{

namespace
{

using Kind = EqualiserSetting::Kind;
using Values = std::vector<double>;

constexpr int kPoints = 300;
constexpr int kRounds = 8;  // steps after a band was added
constexpr int kLastRounds = 60;
constexpr double kAudibleDb = 0.005;

std::vector<DeviceProfile::Place> shelvesAndPeaks(double highestHz, double leastQ, double mostQ)
{
    std::vector<DeviceProfile::Place> places{{Kind::LowShelf, 105, 105, 0.7, 0.7},
                                             {Kind::HighShelf, 10000, 10000, 0.7, 0.7}};
    places.insert(places.end(), 8, {Kind::Peak, 20, highestHz, leastQ, mostQ});
    return places;
}

std::vector<DeviceProfile::Place> octaves()
{
    std::vector<DeviceProfile::Place> places;
    for (double hertz = 31.25; hertz < 20000; hertz *= 2)
        places.push_back({Kind::Peak, hertz, hertz, std::sqrt(2.0), std::sqrt(2.0)});
    return places;
}

/// The bands in use, with what they do at the points.
class Fit
{
public:
    Fit(const DeviceProfile &profile, Values hertz, const Values &wantedDb, double sampleRate)
        : m_profile(profile), m_hertz(std::move(hertz)), m_left(wantedDb), m_sampleRate(sampleRate)
    {
    }

    [[nodiscard]] const std::vector<EqualiserSetting::Band> &bands() const { return m_bands; }
    [[nodiscard]] const Values &left() const { return m_left; }

    /// Puts `place` to use where most is missing within its limits.
    void add(const DeviceProfile::Place &place)
    {
        EqualiserSetting::Band band{place.kind, place.lowestHz, 0.0, std::clamp(1.0, place.leastQ, place.mostQ)};
        double most = -1;
        for (std::size_t i = 0; i < m_hertz.size(); ++i)
            if (m_hertz[i] >= place.lowestHz && m_hertz[i] <= place.highestHz && std::fabs(m_left[i]) > most) {
                most = std::fabs(m_left[i]);
                band.frequencyHz = m_hertz[i];
                band.gainDb = limitedGain(m_left[i]);
            }
        const bool shelf = place.kind != Kind::Peak;
        if (shelf || place.lowestHz == place.highestHz) {
            const auto nearest = std::lower_bound(m_hertz.begin(), m_hertz.end() - 1, place.lowestHz);
            const std::size_t end = place.kind == Kind::LowShelf    ? 0
                                    : place.kind == Kind::HighShelf ? m_hertz.size() - 1
                                                                    : std::size_t(nearest - m_hertz.begin());
            band.gainDb = limitedGain(m_left[end]);
        }
        m_places.push_back(place);
        m_bands.push_back(band);
        m_shares.push_back(response(band));
        for (std::size_t i = 0; i < m_left.size(); ++i)
            m_left[i] -= m_shares.back()[i];
    }

    void settle(int rounds)
    {
        double damping = 1e-2;
        for (int round = 0; round < rounds && damping < 1e8; ++round) {
            const double before = cost(m_left);
            const Values step = solve(damping);
            const auto bandsBefore = m_bands;
            const auto sharesBefore = m_shares;
            const Values leftBefore = m_left;
            move(step);
            const double after = cost(m_left);
            if (after < before) {
                damping = std::max(damping * 0.3, 1e-9);
                if (before - after < 1e-9 * before)
                    break;
            } else {
                m_bands = bandsBefore;
                m_shares = sharesBefore;
                m_left = leftBefore;
                damping *= 8;
            }
        }
    }

private:
    [[nodiscard]] double limitedGain(double gainDb) const
    {
        return std::clamp(gainDb, -m_profile.mostGainDb, m_profile.mostGainDb);
    }
    [[nodiscard]] Values response(const EqualiserSetting::Band &band) const
    {
        return dsp::bandResponseDb(toBand(band), dsp::FilterMode::Causal, m_hertz, m_sampleRate);
    }
    static double cost(const Values &left)
    {
        double sum = 0;
        for (const double db : left)
            sum += db * db;
        return sum;
    }
    /// Parameter `p` of a band, 0 … 2: octaves, dB, octaves of Q.
    [[nodiscard]] EqualiserSetting::Band moved(std::size_t index, std::size_t p, double by) const
    {
        EqualiserSetting::Band band = m_bands[index];
        const DeviceProfile::Place &place = m_places[index];
        if (p == 0)
            band.frequencyHz = std::clamp(band.frequencyHz * std::exp2(by), place.lowestHz, place.highestHz);
        else if (p == 1)
            band.gainDb = limitedGain(band.gainDb + by);
        else
            band.q = std::clamp(band.q * std::exp2(by), place.leastQ, place.mostQ);
        return band;
    }
    /// (JᵀJ + damping · diag) step = Jᵀ left, by Cholesky.
    [[nodiscard]] Values solve(double damping) const
    {
        constexpr double kDelta = 1e-4;
        const std::size_t n = 3 * m_bands.size();
        std::vector<Values> slopes(n);
        for (std::size_t j = 0; j < n; ++j) {
            // Away from a limit, where there is one; a fixed value has no slope.
            double by = kDelta;
            auto band = moved(j / 3, j % 3, by);
            if (band == m_bands[j / 3])
                band = moved(j / 3, j % 3, by = -kDelta);
            slopes[j] = response(band);
            for (std::size_t i = 0; i < slopes[j].size(); ++i)
                slopes[j][i] = (slopes[j][i] - m_shares[j / 3][i]) / by;
        }
        std::vector<Values> matrix(n, Values(n));
        Values step(n);
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t b = 0; b <= a; ++b)
                for (std::size_t i = 0; i < m_left.size(); ++i)
                    matrix[a][b] += slopes[a][i] * slopes[b][i];
            for (std::size_t i = 0; i < m_left.size(); ++i)
                step[a] += slopes[a][i] * m_left[i];
            matrix[a][a] = matrix[a][a] * (1 + damping) + 1e-9;
        }
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = 0; b <= a; ++b) {
                double sum = matrix[a][b];
                for (std::size_t k = 0; k < b; ++k)
                    sum -= matrix[a][k] * matrix[b][k];
                matrix[a][b] = a == b ? std::sqrt(std::max(sum, 1e-12)) : sum / matrix[b][b];
            }
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t k = 0; k < a; ++k)
                step[a] -= matrix[a][k] * step[k];
            step[a] /= matrix[a][a];
        }
        for (std::size_t a = n; a-- > 0;) {
            for (std::size_t k = a + 1; k < n; ++k)
                step[a] -= matrix[k][a] * step[k];
            step[a] /= matrix[a][a];
        }
        return step;
    }
    void move(const Values &step)
    {
        constexpr double kFarthest = 1;  // an octave at once
        for (std::size_t b = 0; b < m_bands.size(); ++b) {
            m_bands[b] = moved(b, 0, std::clamp(step[3 * b], -kFarthest, kFarthest));
            m_bands[b] = moved(b, 1, step[3 * b + 1]);
            m_bands[b] = moved(b, 2, std::clamp(step[3 * b + 2], -kFarthest, kFarthest));
            const Values share = response(m_bands[b]);
            for (std::size_t i = 0; i < share.size(); ++i)
                m_left[i] += m_shares[b][i] - share[i];
            m_shares[b] = share;
        }
    }

    const DeviceProfile &m_profile;
    const Values m_hertz;
    Values m_left;  // wanted less what the bands do, dB
    const double m_sampleRate;
    std::vector<DeviceProfile::Place> m_places;
    std::vector<EqualiserSetting::Band> m_bands;
    std::vector<Values> m_shares;  // [band][point], dB
};

}  // namespace

const std::vector<DeviceProfile> &deviceProfiles()
{
    static const std::vector<DeviceProfile> profiles{
        {"shelves8", "two shelves and eight peaks", shelvesAndPeaks(20000, 0.18248, 6), 20},
        {"qudelix-5k", "Qudelix-5K", shelvesAndPeaks(10000, 0.1, 7), 12},
        {"poweramp", "Poweramp Equalizer", shelvesAndPeaks(10000, 0.1, 12), 15},
        {"octaves10", "ten octaves", octaves(), 12},
    };
    return profiles;
}

std::optional<DeviceProfile> profileOf(std::string_view id)
{
    for (const DeviceProfile &profile : deviceProfiles())
        if (profile.id == id)
            return profile;
    return std::nullopt;
}

Result<Refit> refit(const EqualiserSetting &setting, const DeviceProfile &profile)
{
    if (setting.bands.empty())
        return fail(ErrorCode::InvalidArgument, "the setting has no bands", "bands");
    const Values hertz = logFrequencies(std::min(20000.0, 0.45 * setting.sampleRate), kPoints);
    const BiquadChain chain{0.0, chainOf(setting).bands};
    Fit fit(profile, hertz, responseDb(chain, hertz, setting.sampleRate), setting.sampleRate);
    for (const DeviceProfile::Place &place : profile.places)
        if (place.lowestHz < 0.95 * setting.sampleRate / 2) {
            DeviceProfile::Place within = place;
            within.highestHz = std::min(place.highestHz, 0.95 * setting.sampleRate / 2);
            fit.add(within);
            fit.settle(kRounds);
        }
    fit.settle(kLastRounds);
    Refit result{{{}, 1, setting.sampleRate}, 0, 0};
    for (const EqualiserSetting::Band &band : fit.bands())
        if (std::fabs(band.gainDb) >= kAudibleDb)
            result.setting.bands.push_back(band);
    if (result.setting.bands.empty())
        result.setting.bands.push_back(fit.bands().front());  // a file of no bands says nothing
    const Values fitted = responseDb({0.0, chainOf(result.setting).bands}, hertz, setting.sampleRate);
    const Values wanted = responseDb(chain, hertz, setting.sampleRate);
    for (std::size_t i = 0; i < hertz.size(); ++i) {
        const double difference = std::fabs(fitted[i] - wanted[i]);
        result.largestDb = std::max(result.largestDb, difference);
        result.rmsDb += difference * difference / static_cast<double>(hertz.size());
    }
    result.rmsDb = std::sqrt(result.rmsDb);
    return result;
}

}  // namespace tonewright::eq_exchange
