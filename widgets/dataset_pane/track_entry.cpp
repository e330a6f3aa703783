#include "widgets/dataset_pane/track_entry.h"

#include <QtCore/QSet>

#include "widgets/style/metrics.h"

namespace tonewright
{

TrackEntries makeTrackEntries(std::vector<TrackEntry> tracks)
{
    auto list = std::make_shared<TrackList>();
    list->rowOfKey.reserve(qsizetype(tracks.size()));
    list->problems.reserve(qsizetype(tracks.size()));
    QSet<QString> genres;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        list->rowOfKey.insert(tracks[i].key, int(i));
        list->problems.append(tracks[i].problem);
        list->problemCount += tracks[i].problem.isEmpty() ? 0 : 1;
        genres.insert(tracks[i].genre);
    }
    list->genres = QStringList(genres.begin(), genres.end());
    list->genres.sort(Qt::CaseInsensitive);
    list->tracks = std::move(tracks);
    return list;
}

QString kilohertzText(int hertz)
{
    return formatNumber(hertz / 1000.0, hertz % 100 == 0 ? 1 : hertz % 10 == 0 ? 2 : 3);
}

}  // namespace tonewright
