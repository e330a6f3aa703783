#include <QtTest/QTest>
#include <limits>

#include "core/study/parameter_schema.h"

using namespace tonewright;

namespace
{

ParameterSchema schema()
{
    return ParameterSchema({
        {.name = "learning_rate",
         .label = "Learning rate",
         .unit = "",
         .group = "Training",
         .hint = "h",
         .type = ParameterType::Real,
         .defaultValue = 0.001,
         .minimum = 1e-6,
         .maximum = 0.1,
         .choices = {}},
        {.name = "batch_size",
         .label = "Batch",
         .unit = "items",
         .group = "Training",
         .hint = "h",
         .type = ParameterType::Integer,
         .defaultValue = std::int64_t{64},
         .minimum = 1,
         .maximum = 4096,
         .choices = {}},
        {.name = "double_q",
         .label = "Double Q",
         .unit = "",
         .group = "Training",
         .hint = "h",
         .type = ParameterType::Bool,
         .defaultValue = true,
         .choices = {}},
        {.name = "filter",
         .label = "Filter",
         .unit = "",
         .group = "Sound",
         .hint = "h",
         .type = ParameterType::Choice,
         .defaultValue = std::string("zero_phase"),
         .choices = {"zero_phase", "causal"}},
    });
}

std::string errorOf(const std::string &assignment)
{
    const auto set = schema().parse({assignment});
    return set ? "no error" : set.error().describe();
}

}  // namespace

class TestParameterSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreComplete()
    {
        const ParameterSet set = schema().defaults();
        QCOMPARE(set.real("learning_rate"), 0.001);
        QCOMPARE(set.integer("batch_size"), std::int64_t{64});
        QCOMPARE(set.flag("double_q"), true);
        QCOMPARE(set.choice("filter"), std::string("zero_phase"));
    }

    void assignmentsAreParsedOverTheDefaults()
    {
        const auto set = schema().parse({"learning_rate=5e-4", "double_q=off", "filter=causal", "batch_size=128"});
        QVERIFY(set);
        QCOMPARE(set->real("learning_rate"), 5e-4);
        QCOMPARE(set->flag("double_q"), false);
        QCOMPARE(set->choice("filter"), std::string("causal"));
        QCOMPARE(set->integer("batch_size"), std::int64_t{128});
        // A whole number is fine for a real one, and an exponent for a whole one.
        QCOMPARE(schema().parse({"batch_size=1e3"})->integer("batch_size"), std::int64_t{1000});
        // Over another set: what isn't named stays.
        QCOMPARE(schema().parse({"batch_size=1"}, *set)->choice("filter"), std::string("causal"));
    }

    void unknownNamesGetTheNearest()
    {
        QCOMPARE(errorOf("learning_rat=1"),
                 std::string("learning_rat: there is no such parameter. Did you mean learning_rate?"));
        QCOMPARE(errorOf("batchsize=1"),
                 std::string("batchsize: there is no such parameter. Did you mean batch_size?"));
        // Too far away, or too short to tell.
        for (const char *name : {"foo", "batch_sizes_all", "fi", "x"}) {
            QCOMPARE(errorOf(std::string(name) + "=1"), std::string(name) + ": there is no such parameter.");
        }
        QCOMPARE(errorOf("nokey"), std::string("nokey: isn't a setting. Write NAME=VALUE."));
    }

    void outOfRangeTellsTheRange_data()
    {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("message");
        QTest::newRow("real") << "learning_rate=5"
                              << "learning_rate: 5 can't be used. Give a number from 1e-06 to 0.1.";
        QTest::newRow("integer") << "batch_size=0"
                                 << "batch_size: 0 can't be used. Give a whole number from 1 to 4096 items.";
        QTest::newRow("fraction") << "batch_size=1.5"
                                  << "batch_size: 1.5 can't be used. Give a whole number from 1 to 4096 items.";
        QTest::newRow("word") << "batch_size=many"
                              << "batch_size: \"many\" can't be used. Give a whole number from 1 to 4096 items.";
        QTest::newRow("nan") << "learning_rate=nan"
                             << "learning_rate: nan can't be used. Give a number from 1e-06 to 0.1.";
        QTest::newRow("rest") << "learning_rate=0.01x"
                              << "learning_rate: \"0.01x\" can't be used. Give a number from 1e-06 to 0.1.";
        QTest::newRow("bool") << "double_q=maybe"
                              << "double_q: \"maybe\" can't be used. Give true or false.";
        QTest::newRow("choice") << "filter=linear"
                                << "filter: \"linear\" can't be used. Give one of zero_phase, causal.";
        QTest::newRow("no value") << "batch_size"
                                  << "batch_size: has no value. Write batch_size=VALUE.";
    }

    void outOfRangeTellsTheRange()
    {
        QFETCH(QString, assignment);
        QFETCH(QString, message);
        QCOMPARE(QString::fromStdString(errorOf(assignment.toStdString())), message);
    }

    void limitsThemselvesAreAllowed()
    {
        QVERIFY(schema().parse({"batch_size=1", "learning_rate=0.1"}));
        QVERIFY(schema().parse({"batch_size=4096", "learning_rate=1e-6"}));
    }

    void checkConvertsTypes()
    {
        QVERIFY(std::holds_alternative<double>(ParameterSchema({{.name = "x",
                                                                 .label = "",
                                                                 .unit = "",
                                                                 .group = "",
                                                                 .hint = "",
                                                                 .type = ParameterType::Real,
                                                                 .defaultValue = 0.5,
                                                                 .choices = {}}})
                                                   .check("x", std::int64_t{1})
                                                   .value()));
        QVERIFY(!schema().check("double_q", std::int64_t{1}));
        QVERIFY(!schema().check("filter", 1.0));
        QCOMPARE(schema().check("filtre", 1.0).error().context, std::string("filtre"));
    }

    void jsonRoundTrip()
    {
        const ParameterSet set = schema().parse({"learning_rate=0.0123", "filter=causal"}).value();
        const auto back = schema().fromJson(Json::parse(set.toJson().dump()));
        QVERIFY(back);
        QVERIFY(*back == set);
    }

    void jsonErrors()
    {
        QCOMPARE(schema().fromJson(Json::array()).error().code, ErrorCode::BadData);
        QCOMPARE(schema().fromJson({{"filtr", "causal"}}).error().describe(),
                 std::string("filtr: there is no such parameter. Did you mean filter?"));
        QCOMPARE(schema().fromJson({{"batch_size", 99999}}).error().context, std::string("batch_size"));
        QCOMPARE(schema().fromJson({{"batch_size", nullptr}}).error().context, std::string("batch_size"));
        QVERIFY(schema().fromJson(Json::object()).value() == schema().defaults());
    }

    void missingNamesAreDefects()
    {
        QVERIFY_THROWS_EXCEPTION(std::out_of_range, static_cast<void>(schema().defaults().at("nothing")));
    }
};

QTEST_GUILESS_MAIN(TestParameterSchema)
#include "tst_parameter_schema.moc"
