package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md lists every key that the code reads, and no other. */
class ConfigDocumentationTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    @Test
    void every_key_is_documented_and_every_documented_key_exists(@TempDir Path folder) throws IOException {
        ConfigTest.files(folder);
        YamlFile file = YamlFile.parse("c.yaml", ConfigTest.FULL);
        assertThat(ConfigReader.read(file, folder)).isInstanceOf(ConfigResult.Loaded.class);
        Set<String> read = new TreeSet<>();
        for (String path : file.asked()) {
            read.add(path.replace("[]", ".*"));
        }
        Set<String> documented = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/configuration.md")));
        while (row.find()) {
            documented.add(row.group(1));
        }
        assertThat(documented).isEqualTo(read);
    }
}
