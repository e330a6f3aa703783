#pragma once

#include <QList>
#include <QString>

namespace tonewright::arch
{

// One breach of a rule. file is relative to the root; line is 0 where the rule is about a whole file or target.
struct Finding {
    QString file;
    int line = 0;
    QString what;
};

inline QString describe(const QList<Finding> &findings)
{
    QString text;
    for (const Finding &finding : findings) {
        text += QStringLiteral("\n%1:%2: %3").arg(finding.file).arg(finding.line).arg(finding.what);
    }
    return text;
}

}  // namespace tonewright::arch
