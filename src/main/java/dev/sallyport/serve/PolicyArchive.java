package dev.sallyport.serve;

import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.folder.PolicyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that were ever in force, each version in a folder of its own, so that what a record's {@code cfg} means can
 * be read later.
 */
public record PolicyArchive(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyArchive.class);

    /** Keeps what is in force now; when that fails, or the folder has changed again, it is only said. */
    void keep(PolicyFolder source, String version) {
        try {
            Path kept = path.resolve(version);
            Map<String, String> files = source.read();
            if (Files.exists(kept) || !PolicySet.version(files).equals(version)) {
                return;
            }
            Path fresh = path.resolve(version + ".new");
            Files.createDirectories(fresh);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(fresh.resolve(name(file.getKey())), file.getValue());
            }
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            LOG.atError()
                    .addKeyValue("event", "policy.unkept")
                    .log("version {} of the policies is not kept for later: {}", version, failed.getMessage());
        }
    }

    /** The files of a version by their names; none when it was not kept. */
    public Map<String, byte[]> files(String version) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(path.resolve(version))) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return Map.of();
        }
        return files;
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
