#include "cli/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "cli/config_keys.h"
#include "support/fixtures.h"

namespace tocsin::cli {
namespace {

using Variables = std::map<std::string, std::string>;

Environment environment_of(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

void write(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

std::string reason_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::config);
    return e.what();
  }
  return "accepted";
}

TEST(Config, OptionOverEnvironmentOverFileOverDefault) {
  const test::ScratchFolder folder;
  write(folder / "t.toml", "[email]\nport = 2525\nhost = \"file\"\nfrom = \"f@x.example\"\n");
  Config config = Config::load(folder / "t.toml", environment_of({{"TOCSIN_EMAIL_HOST", "env"}}));
  EXPECT_EQ(config.integer("email.port"), 2525);
  EXPECT_EQ(config.text("email.host"), "env");
  EXPECT_EQ(config.duration("email.timeout"), std::chrono::seconds{30});
  config.set("email.host", "option");
  EXPECT_EQ(config.text("email.host"), "option");
  EXPECT_EQ(config.origin("email.host"), "option");
  EXPECT_EQ(config.origin("email.port"), (folder / "t.toml").string());
  EXPECT_EQ(config.origin("email.timeout"), "default");
}

TEST(Config, PartsBesideTheFileComeAfterItInOrder) {
  const test::ScratchFolder folder;
  write(folder / "t.toml", "[email]\nport = 1\n");
  write(folder / "conf.d/20.toml", "[email]\nport = 3\n");
  write(folder / "conf.d/10.toml", "[email]\nport = 2\nhost = \"ten\"\n");
  write(folder / "conf.d/30.txt", "not TOML at all");
  const Config config = Config::load(folder / "t.toml", environment_of({}));
  EXPECT_EQ(config.integer("email.port"), 3);
  EXPECT_EQ(config.text("email.host"), "ten");
  EXPECT_EQ(config.directory(), folder.path());
}

TEST(Config, SecretsComeFromTheEnvironmentOrFilesNeverFromTheConfiguration) {
  const test::ScratchFolder folder;
  write(folder / "password", "from file\n");
  write(folder / "credentials/EMAIL_HOST_PASSWORD", "from systemd");
  const auto password = [&](Variables v) {
    return Config::load({}, environment_of(std::move(v))).secret("email.password");
  };
  EXPECT_EQ(password({}), "");
  EXPECT_EQ(password({{"EMAIL_HOST_PASSWORD", "plain"}}), "plain");
  EXPECT_EQ(password({{"EMAIL_HOST_PASSWORD_FILE", (folder / "password").string()}}), "from file");
  EXPECT_EQ(password({{"CREDENTIALS_DIRECTORY", (folder / "credentials").string()}}),
            "from systemd");
  EXPECT_EQ(reason_of([] { Config::from_text("[email]\npassword = \"x\"", "t.toml"); }),
            "t.toml: email.password is a credential: give it as $EMAIL_HOST_PASSWORD or "
            "$EMAIL_HOST_PASSWORD_FILE");
}

TEST(Config, TheSecretKeyLiesBesideTheConfigurationUnlessAVariableHasIt) {
  const test::ScratchFolder folder;
  write(folder / "t.toml", "");
  const auto load = [&](Variables v) {
    return Config::load(folder / "t.toml", environment_of(std::move(v)));
  };
  EXPECT_EQ(load({}).secret("security.secret_key"), "");
  EXPECT_EQ(load({}).origin("security.secret_key"), "default");
  write(folder / "secret.key", "# a key\nabc\n");
  write(folder / "other.key", "from the other file\n");
  EXPECT_EQ(load({}).secret("security.secret_key"), "# a key\nabc");
  EXPECT_EQ(load({}).origin("security.secret_key"), (folder / "secret.key").string());
  EXPECT_EQ(load({{"TOCSIN_SECRET_KEY", "given"}}).secret("security.secret_key"), "given");
  EXPECT_EQ(load({{"TOCSIN_SECRET_KEY_FILE", (folder / "other.key").string()}})
                .secret("security.secret_key"),
            "from the other file");
  EXPECT_EQ(Config::from_text("", "t").secret("security.secret_key"), "");
}

TEST(Config, RefusalsNameTheKeyAndTheReason) {
  struct Case {
    std::string_view toml, reason;
  };
  const Case cases[] = {
      {"[email]\nprot = 1", "t: unknown key 'email.prot' (did you mean 'email.port'?)"},
      {"email = 1", "t: unknown key 'email'"},
      {"[email]\nport = \"25\"", "t: email.port must be a whole number"},
      {"[email]\ntimeout = \"soon\"", "t: email.timeout must be a duration like \"90s\" or \"2h\""},
      {"[email]\nenabled = \"yes\"", "t: email.enabled must be true or false"},
      {"[exec]\nprograms = [1]", "t: exec.programs must be a list of texts"},
  };
  for (const Case& c : cases) {
    const std::string reason = reason_of([&] { Config::from_text(c.toml, "t"); });
    EXPECT_TRUE(reason.starts_with(c.reason)) << reason;
  }
  EXPECT_EQ(reason_of([] { Config::from_text(std::string_view("\n[\x01", 3), "t"); }),
            "t:2: control character 0x01");
  EXPECT_EQ(reason_of([] { Config::from_text("a = \"\xFF\"", "t"); }), "t: not UTF-8 at byte 6");
  EXPECT_EQ(reason_of([] { Config::from_text("[%x]\n", "t"); }),
            "t: not a key, a table or a value");
  EXPECT_TRUE(reason_of([] { Config::from_text("[email\n", "t"); }).starts_with("t:1: "));
  EXPECT_EQ(reason_of([] { Config::from_text("\n[em\uFE7Fail]\n", "t"); }),
            "t:2: only texts and comments may go beyond ASCII");
  // To toml++ these quotes begin nothing, and the letter behind them stands in no text.
  for (const std::string_view list :
       {"a = [\"b\",0_\"c=\"\uFEEF\"", "a = [0,1.\"\uFEEF\"]", "a = 0_'\uFEEF'"}) {
    EXPECT_EQ(reason_of([&] { Config::from_text(list, "t"); }),
              "t:1: a quote in the middle of something else");
  }
  EXPECT_EQ(Config::from_text("[email]\nfrom = \"\"\"say \"\"\"\"\"", "t").text("email.from"),
            "say \"\"");
  EXPECT_EQ(Config::from_text("[exec]\nprograms = [ # é\n 'a',\n\"b\" ]\n'enabled' = true", "t")
                .list("exec.programs"),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(
      Config::from_text("# é\n[email]\nfrom = \"Zoë <z@x.example>\" # ü", "t").text("email.from"),
      "Zoë <z@x.example>");
  EXPECT_EQ(reason_of([] {
              Config::load({}, environment_of({{"EMAIL_PORT", "many"}}));
            }),
            "$EMAIL_PORT: must be a whole number");
}

TEST(Config, TheSampleIsTheDefaults) {
  std::string sample = sample_configuration();
  // With the comments in front of keys taken away it still reads, and says what the defaults say.
  std::string live;
  for (std::size_t at = 0; at < sample.size();) {
    const std::size_t end = sample.find('\n', at);
    std::string line = sample.substr(at, end - at);
    if (line.starts_with("# ") && line.find(" = ") != std::string::npos &&
        line.find('(') == std::string::npos) {
      line = line.substr(2);
    }
    live += line + "\n";
    at = end + 1;
  }
  const Config config = Config::from_text(live, "sample");
  const Config defaults = Config::from_text("", "empty");
  for (const ConfigKey& key : config_keys()) {
    if (key.type == KeyType::secret) continue;
    EXPECT_EQ(config.origin(key.name), "sample") << key.name;
    if (key.type == KeyType::list) {
      EXPECT_EQ(config.list(key.name), defaults.list(key.name)) << key.name;
    }
  }
  EXPECT_EQ(config.integer("email.port"), defaults.integer("email.port"));
  EXPECT_EQ(config.duration("notify.window"), defaults.duration("notify.window"));
}

}  // namespace
}  // namespace tocsin::cli
