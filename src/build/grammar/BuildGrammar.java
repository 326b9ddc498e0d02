import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * Prepares PostgreSQL's grammar for the compiler from WebAssembly to Java classes: {@code java BuildGrammar.java folder}
 * makes {@code folder/grammar.wasm}. With a second argument {@code complete} it only marks the compiler's output as
 * complete, so that the next build can do without all of this.
 *
 * <p>The grammar is libpg_query (PostgreSQL's own parser as a library) as compiled to WebAssembly in the npm package
 * below. It is fetched with the npm client, which also uses its own cache and configuration; everything is pinned by hash
 * here, because the numbers of the functions to split mean nothing in any other build of the library. To move to another
 * one,
 * find the functions of more than 8,000 bytes of bytecode that are a large switch, and put their numbers and the new
 * hashes here.
 */
final class BuildGrammar {

    private static final String PACKAGE = "libpg-query";
    private static final String VERSION = "18.1.5";
    private static final String TARBALL_SHA512 =
            "xsksgH106LyVUylIp2bJz1MPFmVVIGKbB8belGWmh+J8/i38w8eM1twDIBnd97tzeNQFctH9MWKMthl22+fWcQ==";
    private static final String ENTRY = "package/wasm/libpg-query.wasm";
    private static final String WASM_SHA256 = "378b64e6182f65c71ad5dbd2c31c81e9dfed7d2f2debfb4b51c0d0de8fa2ae36";
    private static final String SPLIT_SHA256 = "78729e8571333467d75cdeae80c24e2abb3d417f4e557a752c7851928a5a4e1e";

    /** The automaton of the grammar, the writer of JSON, the scanner, and the walkers over parse trees. */
    private static final int[] FUNCTIONS_TO_SPLIT = {140, 37, 328, 94, 95, 31, 35};

    private static final int GROUP_BYTES = 2000;
    private static final int TAR_BLOCK_BYTES = 512;

    private BuildGrammar() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        if (arguments.length == 2 && arguments[1].equals("complete")) {
            Files.writeString(folder.resolve("classes/pgquery/complete"), SPLIT_SHA256 + "\n");
            return;
        }
        Files.createDirectories(folder);
        try {
            byte[] wasm = extract(tarball(folder));
            require("SHA-256 of " + ENTRY, WASM_SHA256, HexFormat.of().formatHex(digest("SHA-256", wasm)));
            WasmModule module = new WasmModule(wasm);
            WasmSplitter splitter = new WasmSplitter(module, GROUP_BYTES);
            for (int function : FUNCTIONS_TO_SPLIT) {
                splitter.split(function);
            }
            byte[] split = module.toBytes();
            require("SHA-256 of the split module", SPLIT_SHA256, HexFormat.of().formatHex(digest("SHA-256", split)));
            Files.write(folder.resolve("grammar.wasm"), split);
        } catch (Failure failure) {
            System.err.println("The SQL grammar cannot be built: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** What the person at the keyboard can do something about. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }

    private static byte[] tarball(Path folder) throws Exception {
        Path file = folder.resolve(PACKAGE + "-" + VERSION + ".tgz");
        if (!Files.exists(file)) {
            fetch(folder);
        }
        byte[] content = Files.readAllBytes(file);
        String actual = Base64.getEncoder().encodeToString(digest("SHA-512", content));
        if (!actual.equals(TARBALL_SHA512)) {
            Files.delete(file);
            throw new Failure(
                    "%s has the SHA-512 %s, but %s is expected. It was deleted. Check which registry 'npm config get registry' names, and build again."
                            .formatted(file, actual, TARBALL_SHA512));
        }
        return content;
    }

    private static void fetch(Path folder) throws Exception {
        String remedy = "Install npm (it comes with Node.js) and build again, or put %s-%s.tgz from the npm registry into %s."
                .formatted(PACKAGE, VERSION, folder.toAbsolutePath());
        Process npm;
        try {
            npm = new ProcessBuilder("npm", "pack", "--prefer-offline", "--silent", PACKAGE + "@" + VERSION)
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException notThere) {
            throw new Failure("the program npm does not start (" + notThere.getMessage() + "). " + remedy);
        }
        int status = npm.waitFor();
        if (status != 0) {
            throw new Failure("'npm pack %s@%s' ended with status %d. %s".formatted(PACKAGE, VERSION, status, remedy));
        }
    }

    /** The wasm module out of the tarball (pax, "ustar Interchange Format": 512-byte headers, size in octal at 124). */
    private static byte[] extract(byte[] tarball) throws IOException, Failure {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(tarball))) {
            while (true) {
                byte[] header = in.readNBytes(TAR_BLOCK_BYTES);
                if (header.length < TAR_BLOCK_BYTES || header[0] == 0) {
                    throw new Failure("the package has no file " + ENTRY);
                }
                String name = field(header, 0, 100);
                int size = Integer.parseInt(field(header, 124, 12).strip(), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes(Math.floorMod(-size, TAR_BLOCK_BYTES));
                if (name.equals(ENTRY)) {
                    return content;
                }
            }
        }
    }

    private static String field(byte[] header, int from, int length) {
        String field = new String(header, from, length, StandardCharsets.US_ASCII);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }

    private static void require(String what, String expected, String actual) throws Failure {
        if (!expected.equals(actual)) {
            throw new Failure("%s is %s, but %s is expected".formatted(what, actual, expected));
        }
    }

    private static byte[] digest(String algorithm, byte[] content) throws GeneralSecurityException {
        return MessageDigest.getInstance(algorithm).digest(content);
    }
}
