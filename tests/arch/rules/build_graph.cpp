#include "tests/arch/rules/build_graph.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include "tests/arch/rules/layers.h"
#include "tests/arch/rules/source_tree.h"

namespace tonewright::arch
{

QList<BuildTarget> readBuildGraph(const QString &path)
{
    QList<BuildTarget> targets;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return targets;
    }
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QStringList fields = line.split('\t');
        if (fields.size() == 6) {
            const auto list = [&](int i) { return fields[i].split(';', Qt::SkipEmptyParts); };
            targets << BuildTarget{fields[0], fields[1], fields[2], list(3), list(4), list(5)};
        }
    }
    return targets;
}

namespace
{

bool isTorchTarget(const QString &link)
{
    return link == "torch" || link == "torch_library" || link == "torch_cpu" || link == "c10";
}

bool isTorchLibrary(const QString &link)
{
    static const QRegularExpression pattern(QStringLiteral("/lib(torch|c10)[^/]*$"));
    return isTorchTarget(link) || pattern.match(link).hasMatch();
}

bool isStudyTarget(const BuildTarget &target)
{
    return target.folder == "core/studies" || target.folder.startsWith("core/studies/");
}

// A private link of a static library appears in its interface as $<LINK_ONLY:…> (or, without headers to pass on, as the
// library's path): linked, but without its headers. A bare target name passes the headers on.
bool exposes(const BuildTarget &target, bool (*isOne)(const QString &))
{
    for (const QString &link : target.publicLinks) {
        if (isOne(link)) {
            return true;
        }
    }
    return false;
}

bool isQwtLibrary(const QString &link)
{
    return link.startsWith("Qwt::") || link == "qwt";
}

QString breachOf(const BuildTarget &target, const QString &link, const QHash<QString, BuildTarget> &ours)
{
    const Layer layer = layerOf(target.folder);
    if (isTorchLibrary(link) && target.folder != "core/rl" && !isStudyTarget(target)) {
        return QStringLiteral("links torch, which only core/rl and core/studies may");
    }
    if (isQwtLibrary(link) && target.folder != "widgets/plot") {
        return QStringLiteral("links Qwt, which only widgets/plot may");
    }
    if (link.startsWith("Qt6::") && target.folder.startsWith("core")) {
        return QStringLiteral("links %1: Qt never enters core").arg(link);
    }
    if (link.startsWith("Qt6::") && target.folder == "app/cli" && (link.contains("Widgets") || link.contains("Gui"))) {
        return QStringLiteral("links %1: the command line does without the window").arg(link);
    }
    const auto found = ours.constFind(link);
    if (found == ours.constEnd() || found->folder.isEmpty() || found->type == "INTERFACE_LIBRARY") {
        return {};
    }
    const bool mayLinkStudies = target.type == "EXECUTABLE" || target.folder == "core/studies";
    if (isStudyTarget(*found) && found->folder != target.folder && !mayLinkStudies) {
        return QStringLiteral("links %1: only the executables link studies").arg(link);
    }
    if (!isStudyTarget(*found) && !mayUse(layer, found->folder)) {
        return QStringLiteral("links %1, but %2 may not use %3").arg(link, layer.prefix, found->folder);
    }
    return {};
}

}  // namespace

QList<Finding> checkLinks(const QList<BuildTarget> &targets)
{
    QList<Finding> findings;
    QHash<QString, BuildTarget> ours;
    for (const BuildTarget &target : targets) {
        ours.insert(target.name, target);
    }
    for (const BuildTarget &target : targets) {
        if (layerOf(target.folder).prefix.isEmpty()) {
            continue;  // the options and the build's own helpers
        }
        for (const QString &link : target.links) {
            const QString breach = breachOf(target, link, ours);
            if (!breach.isEmpty()) {
                findings << Finding{target.name, 0, breach};
            }
        }
        if (exposes(target, isTorchTarget) || exposes(target, isQwtLibrary)) {
            findings << Finding{target.name, 0, QStringLiteral("links torch or Qwt publicly: its headers leak")};
        }
    }
    return findings;
}

QList<Finding> checkEverythingIsBuilt(const QString &root, const QList<BuildTarget> &targets)
{
    QSet<QString> built;
    for (const BuildTarget &target : targets) {
        for (const QString &source : target.sources) {
            built.insert(source);
        }
    }
    QList<Finding> findings;
    for (const QString &file : filesUnder(root, {"core", "widgets", "app"}, {".cpp", ".cc"})) {
        if (!built.contains(file)) {
            findings << Finding{file, 0, QStringLiteral("is compiled by no target")};
        }
    }
    return findings;
}

}  // namespace tonewright::arch
