#include "tests/arch/rules/forbidden_text.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include "tests/arch/rules/source_tree.h"

namespace tonewright::arch
{

namespace
{

struct Rule {
    QRegularExpression pattern;
    QString what;
};

// The host names are put together here so that this file passes its own rule.
QRegularExpression hostPattern()
{
    const QStringList owners = {"debian",      "ubuntu",   "fedoraproject", "archlinux",
                                "sourceforge", "anaconda", "pythonhosted"};
    const QString distribution = QStringLiteral("\\b(%1)\\.(org|com|net)\\b").arg(owners.join('|'));
    const QStringList others = {QStringLiteral("pypi"), QStringLiteral("crates"), QStringLiteral("npmjs"),
                                QStringLiteral("golang"), QStringLiteral("pytorch")};
    const QString registry = QStringLiteral("\\b(%1)\\.(org|io|com)\\b").arg(others.join('|'));
    return QRegularExpression(distribution + '|' + registry);
}

QRegularExpression machinePathPattern()
{
    return QRegularExpression(QStringLiteral(R"((?<![\w.})\]*-])/(home|root|work|Users|mnt|media)/[A-Za-z0-9_])"));
}

void applyRules(const QList<Rule> &rules, const QString &file, const QString &text, QList<Finding> &findings)
{
    for (const Rule &rule : rules) {
        QRegularExpressionMatchIterator matches = rule.pattern.globalMatch(text);
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            const int line = int(QStringView(text).left(match.capturedStart()).count('\n')) + 1;
            findings << Finding{file, line, QStringLiteral("%1: %2").arg(match.captured().trimmed(), rule.what)};
        }
    }
}

const QStringList &codeSuffixes()
{
    static const QStringList suffixes = {".h", ".hpp", ".cpp", ".cc", ".inc"};
    return suffixes;
}

}  // namespace

QList<Finding> checkForbiddenText(const QString &root)
{
    const QList<Rule> everywhere = {
        {hostPattern(), QStringLiteral("no file names a package source")},
        {machinePathPattern(), QStringLiteral("no file names a path of one machine")},
    };
    QList<Finding> findings;
    QStringList files = filesUnder(root, {"core", "widgets", "app", "tests", "packaging", "resources", ".ci"});
    files << "CMakeLists.txt"
          << "CMakePresets.json";
    for (const QString &file : std::as_const(files)) {
        applyRules(everywhere, file, readText(root, file), findings);
    }

    const QString singleton = QStringLiteral(R"(\bstatic\s+[\w:<>]+\s*[&*]?\s*(instance|getInstance)\s*\()");
    const QList<Rule> code = {
        {QRegularExpression(QStringLiteral(R"(\bprocessEvents\s*\()")),
         QStringLiteral("no event loop inside a handler")},
        {QRegularExpression(singleton), QStringLiteral("no singletons")},
    };
    const Rule boxes{QRegularExpression(QStringLiteral(R"(\bQ(Message|ErrorMessage)Box\b|\bQErrorMessage\b)")),
                     QStringLiteral("message boxes only in app")};
    for (const QString &file : filesUnder(root, {"core", "widgets", "app"}, codeSuffixes())) {
        const QString text = withoutComments(readText(root, file));
        applyRules(code, file, text, findings);
        if (!file.startsWith("app/")) {
            applyRules({boxes}, file, text, findings);
        }
    }
    return findings;
}

QList<Finding> checkRegistration(const QString &root)
{
    QList<Finding> findings;
    for (const QString &file : filesUnder(root, {"tests"}, {".cpp"})) {
        const QFileInfo info(file);
        if (!info.fileName().startsWith("tst_")) {
            continue;
        }
        const QString list = readText(root, info.path() + "/CMakeLists.txt");
        const QRegularExpression call(QStringLiteral(R"(^[^#\n]*\btw_add_test\(\s*%1\b)").arg(info.completeBaseName()),
                                      QRegularExpression::MultilineOption);
        if (!call.match(list).hasMatch()) {
            findings << Finding{file, 0,
                                QStringLiteral("is registered by no tw_add_test in its folder's CMakeLists.txt")};
        }
    }
    const QString studies = readText(root, "core/studies/CMakeLists.txt");
    for (const QString &id : QDir(root + "/core/studies").entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QRegularExpression call(QStringLiteral(R"(^[^#\n]*\btw_add_study\(\s*%1\s*\))").arg(id),
                                      QRegularExpression::MultilineOption);
        if (!call.match(studies).hasMatch()) {
            findings << Finding{"core/studies/" + id, 0, QStringLiteral("is registered by no tw_add_study")};
        }
    }
    return findings;
}

QStringList longFiles(const QString &root, int limit)
{
    QStringList result;
    for (const QString &file : filesUnder(root, {"core", "widgets", "app", "tests"}, codeSuffixes())) {
        const qsizetype lines = readText(root, file).count('\n');
        if (lines > limit) {
            result << QStringLiteral("%1 (%2)").arg(file).arg(lines);
        }
    }
    return result;
}

}  // namespace tonewright::arch
