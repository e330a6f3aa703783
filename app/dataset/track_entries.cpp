#include "app/dataset/track_entries.h"

#include <QCoreApplication>
#include <map>
#include <set>

namespace tonewright
{

namespace
{

QString rateRemark(int rate, int usual)
{
    return QCoreApplication::translate("TrackEntries", "its rate is %1 kHz, that of most tracks %2 kHz")
        .arg(kilohertzText(rate), kilohertzText(usual));
}

QString nameBelow(const std::filesystem::path &root, const std::filesystem::path &file)
{
    const auto below = file.lexically_relative(root);
    const bool inside = !below.empty() && *below.begin() != "..";
    return QString::fromStdString((inside ? below : file).string());
}

}  // namespace

int usualRate(const Corpus &corpus)
{
    std::map<int, std::size_t> tracksOf;
    for (const Track &track : corpus.tracks)
        ++tracksOf[track.info.sampleRate];
    int usual = 0;
    for (const auto &[rate, tracks] : tracksOf)
        if (usual == 0 || tracks >= tracksOf[usual])
            usual = rate;
    return usual;
}

TrackEntries trackEntriesOf(const Corpus &corpus, const std::vector<std::string> &heldOutKeys)
{
    const std::set<std::string> heldOut(heldOutKeys.begin(), heldOutKeys.end());
    const int usual = usualRate(corpus);
    std::vector<TrackEntry> entries;
    entries.reserve(corpus.tracks.size());
    for (const Track &track : corpus.tracks) {
        const std::string key = track.key();
        TrackEntry entry;
        entry.key = QString::fromStdString(key);
        entry.genre = QString::fromStdString(track.genre);
        entry.name = QString::fromStdString(track.name);
        entry.file = QString::fromStdString(track.reference.string());
        entry.pair = track.isPair();
        entry.heldOut = heldOut.contains(key);
        entry.seconds = track.info.seconds();
        entry.sampleRate = track.info.sampleRate;
        entry.channels = track.info.channels;
        if (track.info.sampleRate != usual)
            entry.problem = rateRemark(track.info.sampleRate, usual);
        entries.push_back(std::move(entry));
    }
    return makeTrackEntries(std::move(entries));
}

std::vector<IntakeEntry> intakeOf(const Corpus &corpus)
{
    std::vector<IntakeEntry> entries;
    entries.reserve(corpus.problems.size());
    for (const IntakeProblem &problem : corpus.problems)
        entries.push_back({nameBelow(corpus.root, problem.file), QString::fromStdString(problem.reason), false});
    const int usual = usualRate(corpus);
    for (const Track &track : corpus.tracks)
        if (track.info.sampleRate != usual)
            entries.push_back(
                {nameBelow(corpus.root, track.reference), rateRemark(track.info.sampleRate, usual), true});
    return entries;
}

}  // namespace tonewright
