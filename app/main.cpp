// Tonewright's window; without a display, the same job as a report.

#include <QApplication>
#include <QLocale>
#include <QPixmap>
#include <QTimer>
#include <QTranslator>
#include <cstdio>

#include "app/headless/headless_run.h"
#include "app/headless/signal_stop.h"
#include "app/measure/event_meter.h"
#include "app/measure/measured_application.h"
#include "app/program_options.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/open_target.h"
#include "core/studies/all_studies.h"
#include "widgets/style/icons.h"

namespace
{

using namespace tonewright;

constexpr int kSignalCheckMs = 100;

bool hasDisplay()
{
    const auto set = [](const char *name) { return !qEnvironmentVariableIsEmpty(name); };
    return set("DISPLAY") || set("WAYLAND_DISPLAY") || set("QT_QPA_PLATFORM");
}

void applyOptions(MainWindow &window, const ProgramOptions &options, const ParameterSet &settings)
{
    if (!options.theme.empty())
        window.setTheme(options.theme == "dark" ? ThemeKind::Dark : ThemeKind::Light);
    if (options.seed || !options.settings.empty() || !options.algorithm.empty())
        window.setSettings(options.algorithm, settings, options.seed);
    if (options.minutes > 0)
        window.setMinutes(options.minutes);
    if (options.start)
        window.startWhenReady();
    if (options.paths.empty())
        window.openDemo();
    else
        window.openPath(options.paths.front());
    if (options.paths.size() > 1)
        window.messages().showNote(QObject::tr("Only the first path is opened: one corpus at a time."));
}

int runWindow(MeasuredApplication &application, const StudyRegistry &registry, const ProgramOptions &options)
{
    if (!options.out.empty()) {
        std::fprintf(stderr, "tonewright: --out belongs to --headless.\n");
        return kExitUsage;
    }
    const auto algorithm = registry.entries().front().descriptor->algorithm(options.algorithm);
    if (!algorithm) {
        std::fprintf(stderr, "tonewright: --algorithm: %s\n", algorithm.error().describe().c_str());
        return exitStatusOf(algorithm.error());
    }
    const auto settings = (*algorithm)->parameters.parse(options.settings, ParameterSet());
    if (!settings) {
        std::fprintf(stderr, "tonewright: %s\n", settings.error().describe().c_str());
        return exitStatusOf(settings.error());
    }
    const SignalStop signal;
    application.setWindowIcon(applicationIcon());
    MainWindow window(registry, userProjectsFolder());
    applyOptions(window, options, *settings);
    window.show();
    // Closing saves a run at work first, then ends the program.
    QTimer watchSignals;
    QObject::connect(&watchSignals, &QTimer::timeout, &window, [&] {
        if (!signal.requested())
            return;
        watchSignals.stop();
        QObject::connect(&window, &MainWindow::closed, &application, &QCoreApplication::quit, Qt::QueuedConnection);
        window.close();
    });
    watchSignals.start(kSignalCheckMs);
    EventMeter meter;
    if (!options.measureEvents.empty())
        application.setMeter(&meter);
    if (!options.screenshot.empty()) {
        const auto takePicture = [&window, &options] {
            if (!window.grab().save(QString::fromStdString(options.screenshot)))
                std::fprintf(stderr, "tonewright: %s: can't be written.\n", options.screenshot.c_str());
            window.close();
        };
        QTimer::singleShot(static_cast<int>(options.screenshotAfterSeconds * 1000), &window,
                           [&window, &application, takePicture] {
                               // Drawing the whole window once more is no part of the measurement.
                               application.setMeter(nullptr);
                               QTimer::singleShot(0, &window, takePicture);
                           });
    }
    const int status = application.exec();
    application.setMeter(nullptr);
    if (!options.measureEvents.empty()) {
        std::printf("%s\n", qPrintable(meter.summary()));
        if (const auto written = meter.write(options.measureEvents); !written) {
            std::fprintf(stderr, "tonewright: %s\n", written.error().describe().c_str());
            return kExitFailed;
        }
    }
    return signal.requested() ? kExitInterrupted : status;
}

}  // namespace

int main(int argc, char *argv[])
{
    ProgramOptions options;
    if (const auto status = parseProgramOptions(argc, argv, options))
        return *status;
    const bool headless = options.headless || !hasDisplay();
    if (headless)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!options.paths.empty()) {
        if (const auto target = openTarget(options.paths.front(), userProjectsFolder()); !target) {
            std::fprintf(stderr, "tonewright: %s\n", target.error().describe().c_str());
            return exitStatusOf(target.error());
        }
    }
    QCoreApplication::setApplicationName(QStringLiteral("tonewright"));
    QCoreApplication::setOrganizationName(QStringLiteral("tonewright"));
    MeasuredApplication application(argc, argv);
    // English for its plural forms, then the person's language over it.
    QTranslator english;
    if (english.load(QStringLiteral(":/i18n/tonewright_en")))
        QCoreApplication::installTranslator(&english);
    QTranslator translator;
    if (translator.load(QLocale(), QStringLiteral("tonewright"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        QCoreApplication::installTranslator(&translator);
    const StudyRegistry registry = allStudies();
    return headless ? runHeadless(registry, options) : runWindow(application, registry, options);
}
