#pragma once

#include <QThread>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <string>

#include "core/dsp/equaliser.h"
#include "core/study/preview.h"
#include "tests/support/planted_audio.h"
#include "widgets/eq_curve/eq_document.h"

namespace tonewright::test
{

using Kind = EqualiserSetting::Kind;

inline EqualiserSetting decided(double lowGainDb = 3)
{
    return {{{Kind::LowShelf, 200, lowGainDb, 0.9},
             {Kind::Peak, 1500, -4, 1.0},
             {Kind::Peak, 7000, 2, 1.2},
             {Kind::HighShelf, 12000, -3, 0.8}},
            2,
            44100};
}

/// Renders noise through what it is given; the reward is the low shelf's gain.
class FakeBench final : public EqualiserBench, public std::enable_shared_from_this<FakeBench>
{
public:
    explicit FakeBench(std::string key, AudioBuffer sound = noise(3, 1.0, 44100))
        : m_key(std::move(key)), m_sound(std::move(sound))
    {
    }

    Result<std::shared_ptr<const Preview>> preview(const EqualiserSetting &setting) const override
    {
        auto preview = std::make_shared<Preview>();
        preview->itemKey = m_key;
        preview->estimatedReward = std::nan("");
        preview->equaliser = setting;
        preview->bench = shared_from_this();
        const double lowDb = setting.bands[0].gainDb;
        for (const auto &band : setting.bands)
            preview->total.y.push_back(band.gainDb + band.frequencyHz + band.q);
        preview->total.x = {1, 2, 3, 4};
        preview->render = [self = shared_from_this(), setting, lowDb]() -> Result<Rendering> {
            ++self->renders;
            Rendering rendering{self->m_sound, self->m_sound, self->m_sound, {{"reward", lowDb / 10}, {"term", 0.5}}};
            rendering.processed.channels[0] =
                dsp::applyEqualiser(rendering.raw.channels[0], toDsp(setting), setting.sampleRate);
            return rendering;
        };
        return std::shared_ptr<const Preview>(std::move(preview));
    }
    Result<EqualiserSetting> searchBest(const std::function<bool()> &goOn) const override
    {
        while (!found) {
            if (!goOn())
                return fail(ErrorCode::Cancelled, "stopped");
            QThread::msleep(2);
        }
        return decided(9);
    }

    mutable std::atomic<int> renders{0};
    std::atomic<bool> found{false};

private:
    std::string m_key;
    AudioBuffer m_sound;
};

}  // namespace tonewright::test
