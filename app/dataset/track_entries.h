#pragma once

#include <QStringList>
#include <vector>

#include "core/audio/corpus.h"
#include "widgets/dataset_pane/intake_report.h"
#include "widgets/dataset_pane/track_entry.h"

namespace tonewright
{

/// The sample rate that most tracks have; of equally many the higher; 0 without tracks.
int usualRate(const Corpus &corpus);

/// The tracks as the table shows them, in the corpus' order. Remarks where a track's rate isn't the usual one. Any
/// thread.
TrackEntries trackEntriesOf(const Corpus &corpus, const std::vector<std::string> &heldOutKeys);

/// The files that were left out, then the tracks of another rate than the usual one; by their names below the corpus'
/// folder where they lie there.
std::vector<IntakeEntry> intakeOf(const Corpus &corpus);

}  // namespace tonewright
