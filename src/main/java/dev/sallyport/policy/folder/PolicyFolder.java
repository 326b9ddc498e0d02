package dev.sallyport.policy.folder;

import dev.sallyport.policy.PolicySet;
import dev.sallyport.statement.MaskText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of policy files: every {@code *.yaml} directly in it, without {@code *.test.yaml}, which hold the policies'
 * test cases.
 */
public record PolicyFolder(Path path) {

    /** Far more than a set of policies that people can still read. */
    static final long MAX_FILE_BYTES = 4L << 20;

    static final int MAX_FILES = 1_000;

    /** The ending of files with test cases. */
    public static final String TEST_ENDING = ".test.yaml";

    private static final String ENDING = ".yaml";

    /**
     * The folder's policies, or what is wrong with them.
     *
     * @param expressions as {@link PolicySet#compile} has it
     * @throws IOException when the folder or a file in it cannot be read; the message says which
     */
    public PolicySet.Compilation compile(MaskText expressions) throws IOException {
        return PolicySet.compile(read(), expressions);
    }

    /** The contents of the policy files by the path that problems name. */
    public Map<String, String> read() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : files(false)) {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            contents.put(file.toString(), Files.readString(file));
        }
        return contents;
    }

    /** The files with test cases, sorted. */
    public List<Path> testFiles() throws IOException {
        return files(true);
    }

    List<Path> files(boolean tests) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "the policy folder does not exist");
        }
        if (!Files.isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> found = all.filter(file -> file.toString().endsWith(ENDING))
                    .filter(file -> file.toString().endsWith(TEST_ENDING) == tests)
                    .filter(Files::isRegularFile)
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
            if (found.size() > MAX_FILES) {
                throw new IOException(path + " holds more than " + MAX_FILES + " policy files");
            }
            return found;
        }
    }
}
