#pragma once

namespace tonewright::demo
{

/// Controller 7 that puts a General MIDI program of TimGM6mb at `levelDb` relative to a lead at 0 dB, whatever
/// the loudness of the soundfont's own samples.
[[nodiscard]] int channelVolume(int program, bool drums, double levelDb);

/// Factor on a percussion key's velocity: most of the soundfont's kits have faint hats and rides.
[[nodiscard]] double drumVelocityFactor(int kit, int key);

/// How long a percussion key is held: cymbals ring, everything else is short.
[[nodiscard]] double drumRingSeconds(int key);

}  // namespace tonewright::demo
