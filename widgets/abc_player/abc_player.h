#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <memory>

#include "core/audio/audio_buffer.h"
#include "core/audio/loudness_profile.h"
#include "core/audio/playable_sound.h"
#include "core/audio/rt/abc_source.h"
#include "core/dsp/equaliser.h"

namespace tonewright
{

/// What is compared. Any of the three may be missing (silent when selected; so is the difference then, if it needs it).
struct AbcSources {
    PlayableSound raw{};
    PlayableSound processed{};
    PlayableSound reference{};
    bool operator==(const AbcSources &) const = default;
};

/// Seconds; `end` ≤ `start` means that no region is set: looping then repeats the whole piece.
struct LoopRegion {
    double startSeconds = 0;
    double endSeconds = 0;
    [[nodiscard]] bool isSet() const { return endSeconds > startSeconds; }
    bool operator==(const LoopRegion &) const = default;
};

/// The comparing player: raw, processed, reference and the difference processed − reference at the same position,
/// switched without a gap, at equal loudness unless that is turned off. The files are never touched.
///
/// In a blind test only the two sounds of the test are heard, nothing of this object tells which, and what the test
/// stands on can't be changed: select(), setLoudnessMatched() and a new processed sound wait for its end; another piece
/// ends it.
///
/// Long files, and long sounds at another rate than the device's, are read while they play, page by page.
///
/// Sources of any rate, length and channel count are brought to the device's rate and to equal length off the GUI
/// thread; note() says what was done. Sources may be replaced while playing. Without a sound device selecting, seeking
/// and the loop still work, canPlay() is false and outputMessage() says why.
///
/// Belongs to the GUI thread.
class AbcPlayer : public QObject
{
    Q_OBJECT

public:
    explicit AbcPlayer(QObject *parent = nullptr);
    ~AbcPlayer() override;

    /// Replaces all three and keeps position and loop where the new length allows. Takes effect when prepared (a few
    /// tens of milliseconds for 30 s): sourcesChanged(). For another piece, call stop() and clearLoopRegion() too.
    void setSources(const AbcSources &sources);
    /// Replaces one of them (the agent chose anew); the others need no preparing again.
    void setSource(AbcSource which, PlayableSound audio);
    /// The sources that were set, as they were given.
    [[nodiscard]] AbcSources sources() const;
    [[nodiscard]] bool hasSource(AbcSource which) const;

    [[nodiscard]] double durationSeconds() const;  ///< of the longest source
    [[nodiscard]] double positionSeconds() const;  ///< what is heard now, corrected by the device's buffer
    [[nodiscard]] bool isPlaying() const;
    [[nodiscard]] bool isLooping() const;
    [[nodiscard]] LoopRegion loopRegion() const;
    [[nodiscard]] AbcSource selected() const;
    [[nodiscard]] double volume() const;  ///< 0 … 1, linear gain
    [[nodiscard]] double speed() const;   ///< 0.5 … 2; pitch moves with it

    /// On from the start: every source is turned down to the integrated loudness of the quietest.
    [[nodiscard]] bool isLoudnessMatched() const;
    /// What is applied to a source, in dB, ≤ 0. For the difference: beyond the matching of its two sounds, which is
    /// done whether the others are matched or not.
    [[nodiscard]] double gainDb(AbcSource which) const;
    /// Of a source as it is, before its gain; null while it is missing, and for the difference.
    [[nodiscard]] std::shared_ptr<const LoudnessProfile> loudness(AbcSource which) const;

    /// An equaliser is being edited: while something plays, the raw sound through it is heard in place of the processed
    /// one, as soon as what is heard next is there (some ten milliseconds). For the rate that the raw sound was given
    /// at. `loudnessChangeDb`: by how much it is expected to be louder than the raw sound; the loudness match goes by
    /// it until the rendered sound has been measured. Ignored in a blind test.
    void audition(const dsp::Equaliser &equaliser, double loudnessChangeDb);
    /// The processed sound that was set last is what was auditioned: it is heard again as soon as it is prepared.
    void endAudition();
    [[nodiscard]] bool isAuditioning() const;

    [[nodiscard]] bool isBlind() const;

    /// There is something to play and a device to play it on.
    [[nodiscard]] bool canPlay() const;
    /// What was done to make the sources comparable (resampled, padded); empty when nothing was.
    [[nodiscard]] QString note() const;
    /// Why there is no sound, in one line; empty when there is.
    [[nodiscard]] QString outputMessage() const;
    /// How often the device ran dry, or a page of a long sound wasn't there in time (for diagnostics).
    [[nodiscard]] quint64 underruns() const;
    [[nodiscard]] QStringList outputDevices() const;      ///< names of those that are there
    [[nodiscard]] QString outputDevice() const;           ///< the one in use; empty when none is
    [[nodiscard]] QString preferredOutputDevice() const;  ///< the one that was chosen; empty: the system's default
    void setPreferredOutputDevice(const QString &name);   ///< used whenever it is there

    /// Only these two are heard until endBlind(). False, and nothing happens, when one is missing.
    bool beginBlind(AbcSource a, AbcSource b);
    /// Which of the two is heard. No signal tells.
    void hearBlind(AbcSource which);
    void endBlind();  ///< back to what was selected before

public Q_SLOTS:
    void play();  ///< at the end: from the start (of the loop)
    void pause();
    void togglePlaying();
    void stop();  ///< pauses and goes to the start (of the loop when looping)
    void seek(double seconds);
    void seekBy(double seconds);
    void select(tonewright::AbcSource source);
    void setLooping(bool on);
    void toggleLooping();
    /// Sets the region in seconds (ordered and limited to the piece); does not turn looping on.
    void setLoopRegion(double startSeconds, double endSeconds);
    void clearLoopRegion();
    void setLoopStartHere();  ///< key [
    void setLoopEndHere();    ///< key ]
    void setVolume(double volume);
    void setSpeed(double speed);
    void slower();  ///< ½, ¾, 1, 1¼, 1½, 2: the next one down
    void faster();
    void setLoudnessMatched(bool on);
    void toggleLoudnessMatched();

Q_SIGNALS:
    void positionChanged(double seconds);  ///< about 30 times a second while playing, and after each seek
    void playingChanged(bool playing);
    void selectedChanged(tonewright::AbcSource source);
    void loopingChanged(bool on);
    void loopRegionChanged(tonewright::LoopRegion region);
    void durationChanged(double seconds);
    void volumeChanged(double volume);
    void speedChanged(double speed);
    void gainsChanged();  ///< gainDb() of a source, or whether they are matched
    void blindChanged(bool blind);
    void outputDevicesChanged();
    void sourcesChanged();  ///< prepared and in use
    void noteChanged(const QString &note);
    void canPlayChanged(bool can);
    void outputMessageChanged(const QString &message);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
