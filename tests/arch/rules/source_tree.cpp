#include "tests/arch/rules/source_tree.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace tonewright::arch
{

QStringList filesUnder(const QString &root, const QStringList &folders, const QStringList &suffixes)
{
    QStringList files;
    const QDir base(root);
    for (const QString &folder : folders) {
        QDirIterator walk(base.filePath(folder), QDir::Files | QDir::Hidden | QDir::NoSymLinks,
                          QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            const QString file = walk.next();
            bool wanted = suffixes.isEmpty();
            for (const QString &suffix : suffixes) {
                wanted = wanted || file.endsWith(suffix);
            }
            if (wanted) {
                files << base.relativeFilePath(file);
            }
        }
    }
    files.sort();
    return files;
}

QString readText(const QString &root, const QString &file)
{
    QFile source(QDir(root).filePath(file));
    if (!source.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray bytes = source.readAll();
    return bytes.contains('\0') ? QString() : QString::fromUtf8(bytes);
}

QString withoutComments(const QString &text)
{
    enum class In { Code, String, Character, LineComment, BlockComment };
    QString result = text;
    In in = In::Code;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const QChar next = i + 1 < text.size() ? text[i + 1] : QChar();
        switch (in) {
        case In::Code:
            if (c == '/' && (next == '/' || next == '*')) {
                in = next == '/' ? In::LineComment : In::BlockComment;
                result[i] = ' ';
                result[++i] = ' ';
            } else if (c == '"') {
                in = In::String;
            } else if (c == '\'' && (i == 0 || !text[i - 1].isLetterOrNumber())) {  // not a digit separator
                in = In::Character;
            }
            break;
        case In::String:
        case In::Character:
            if (c == '\\') {
                ++i;
            } else if (c == (in == In::String ? '"' : '\'') || c == '\n') {
                in = In::Code;
            }
            break;
        case In::LineComment:
            if (c == '\n') {
                in = In::Code;
            } else {
                result[i] = ' ';
            }
            break;
        case In::BlockComment:
            if (c == '*' && next == '/') {
                result[i] = ' ';
                result[++i] = ' ';
                in = In::Code;
            } else if (c != '\n') {
                result[i] = ' ';
            }
            break;
        }
    }
    return result;
}

QList<Include> includesOf(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral(R"(^\s*#\s*include\s*(["<])([^">]+)[">])"));
    QList<Include> includes;
    const QStringList lines = withoutComments(text).split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QRegularExpressionMatch match = pattern.match(lines[i]);
        if (match.hasMatch()) {
            includes << Include{int(i + 1), match.captured(2), match.captured(1) == "\""};
        }
    }
    return includes;
}

}  // namespace tonewright::arch
