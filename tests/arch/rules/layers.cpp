#include "tests/arch/rules/layers.h"

#include <QRegularExpression>

#include "tests/arch/rules/source_tree.h"

namespace tonewright::arch
{

const QList<Layer> &layers()
{
    static const QList<Layer> table = {
        {"core/base", {}, {}},
        {"core/audio", {"core/base"}, {}},
        {"core/dsp", {"core/audio", "core/base"}, {}},
        {"core/rl", {"core/base"}, {}},
        {"core/study", {"core/base", "core/audio"}, {}},
        {"core/eq_exchange", {"core/study", "core/dsp", "core/audio", "core/base"}, {}},
        {"core/studies", {"core/study", "core/audio", "core/base"}, {}},
        {"core/studies/*", {"core/study", "core/rl", "core/dsp", "core/audio", "core/base"}, {}},
        {"core/project", {"core/study", "core/audio", "core/base"}, {}},
        {"widgets", {"core/study", "core/eq_exchange", "core/project", "core/dsp", "core/audio", "core/base"}, {}},
        {"app",
         {"widgets", "core/study", "core/eq_exchange", "core/project", "core/dsp", "core/audio", "core/base"},
         {"app/cli"}},
        {"app/cli", {"core/study", "core/eq_exchange", "core/project", "core/dsp", "core/audio", "core/base"}, {}},
    };
    return table;
}

namespace
{

bool isIn(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder + '/');
}

}  // namespace

Layer layerOf(const QString &path)
{
    static const QRegularExpression study(QStringLiteral("^core/studies/([^/.]+)(/|$)"));
    Layer best;
    for (const Layer &layer : layers()) {
        Layer candidate = layer;
        if (candidate.prefix.endsWith('*')) {
            const QRegularExpressionMatch match = study.match(path);
            candidate.prefix = match.hasMatch() ? "core/studies/" + match.captured(1) : QString();
        }
        if (!candidate.prefix.isEmpty() && isIn(path, candidate.prefix) &&
            candidate.prefix.size() > best.prefix.size()) {
            best = candidate;
        }
    }
    return best;
}

bool mayUse(const Layer &layer, const QString &path)
{
    for (const QString &folder : layer.mayNot) {
        if (isIn(path, folder)) {
            return false;
        }
    }
    if (layerOf(path).prefix == layer.prefix) {
        return true;
    }
    for (const QString &folder : layer.mayUse) {
        if (isIn(path, folder)) {
            return true;
        }
    }
    return false;
}

bool isMainFile(const QString &file)
{
    return file == "app/main.cpp" || file == "app/cli/main.cpp";
}

namespace
{

bool isTorchHeader(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("^(torch|ATen|c10|caffe2)/"));
    return pattern.match(path).hasMatch() || path == "core/rl/torch_headers.h";
}

bool isQwtHeader(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("^([^/]*/)*[qQ]wt[^/]*$"));
    return pattern.match(path).hasMatch();
}

bool isQtHeader(const QString &path)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(Qt[A-Za-z0-9]*/.*|Q[A-Z][A-Za-z0-9]*|Qt[A-Z]*[A-Za-z]*|q[a-z0-9_]+\\.h)$"));
    return pattern.match(path).hasMatch();
}

bool isProjectHeader(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("^(core|widgets|app|tests)/"));
    return pattern.match(path).hasMatch();
}

bool mayIncludeTorch(const QString &file)
{
    const bool learning = file.startsWith("core/rl/") || file.startsWith("core/studies/");
    return (learning && file.endsWith(".cpp")) || file == "core/rl/torch_headers.h";
}

// Empty where the include is fine.
QString breachOf(const QString &file, const Layer &layer, const Include &include)
{
    const QString &path = include.path;
    if (isTorchHeader(path)) {
        return mayIncludeTorch(file)
                   ? QString()
                   : QStringLiteral("includes %1: torch headers belong into .cpp files of core/rl and core/studies")
                         .arg(path);
    }
    if (isQwtHeader(path) && !file.startsWith("widgets/plot/") && !isProjectHeader(path)) {
        return QStringLiteral("includes %1: Qwt never leaves widgets/plot").arg(path);
    }
    if (isQtHeader(path) && file.startsWith("core/")) {
        return QStringLiteral("includes %1: Qt never enters core").arg(path);
    }
    if (path == "QMessageBox" && !file.startsWith("app/")) {
        return QStringLiteral("includes QMessageBox: message boxes only in app");
    }
    if (isProjectHeader(path)) {
        if (path == "core/studies/all_studies.h" && (isMainFile(file) || layer.prefix == "core/studies")) {
            return {};
        }
        if (path.startsWith("tests/") || !mayUse(layer, path)) {
            return QStringLiteral("includes %1, which %2 may not use").arg(path, layer.prefix);
        }
        return {};
    }
    const bool generated = path.endsWith(".moc") || (path.startsWith("moc_") && path.endsWith(".cpp"));
    if (include.quoted && !generated) {
        return QStringLiteral("includes \"%1\": project headers are named from the root, others in <>").arg(path);
    }
    return {};
}

}  // namespace

QList<Finding> checkIncludes(const QString &root)
{
    QList<Finding> findings;
    for (const QString &file : filesUnder(root, {"core", "widgets", "app"}, {".h", ".hpp", ".cpp", ".cc", ".inc"})) {
        const Layer layer = layerOf(file);
        if (layer.prefix.isEmpty()) {
            findings << Finding{file, 0, QStringLiteral("lies in no known layer")};
            continue;
        }
        for (const Include &include : includesOf(readText(root, file))) {
            const QString breach = breachOf(file, layer, include);
            if (!breach.isEmpty()) {
                findings << Finding{file, include.line, breach};
            }
        }
    }
    return findings;
}

}  // namespace tonewright::arch
