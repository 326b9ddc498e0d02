package dev.sallyport.statement.sql.postgres;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import pgquery.PgQueryMachine;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * PostgreSQL's own scanner and grammar: libpg_query, compiled to WebAssembly and from there to Java classes when the
 * project is built. It runs inside the memory of its own instance and can reach nothing else.
 *
 * <p>An instance takes about 36 MB, belongs to one thread at a time, and needs a thread with a large stack, because the
 * writer of parse trees recurses. After {@link Broken}, a {@link StackOverflowError} or any other exception the C stack
 * and the memory contexts inside are in no known state: the instance must be thrown away.
 */
final class PostgresGrammar {

    /** The library did what it never should: the statement cannot be judged. Has no stack trace: it may be deep. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /** How C's longjmp passes through the frames between. */
    private static final class LongJump extends RuntimeException {
        private static final long serialVersionUID = 1;

        LongJump() {
            super(null, null, false, false);
        }
    }

    sealed interface ParseResult {
        /** @param root libpg_query's tree; offsets in it are bytes from 0, and zero is left out */
        record Tree(JsonNode root) implements ParseResult {}

        /**
         * @param file the source file of PostgreSQL that complains
         * @param position in characters from 1, or 0 when unknown
         */
        record SyntaxError(String message, String file, int position) implements ParseResult {}
    }

    sealed interface ScanResult {
        /** @param tokens in order, comments among them, whitespace not */
        record Tokens(List<Token> tokens) implements ScanResult {
            public Tokens {
                tokens = List.copyOf(tokens);
            }
        }

        record ScanError(String message) implements ScanResult {}
    }

    /** Trees are as deep as statements; what is too deep fails before. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private static final int PAGE_BYTES = 65536;
    /** The module's static data and its 32 MiB C stack. */
    private static final int INITIAL_PAGES = 560;

    private static final int MAX_PAGES = 4096;
    private static final long[] NOTHING = {};
    private static final long[] ZERO = {0};

    // The struct PgQueryParseResult, and PgQueryError in it.
    private static final int RESULT_TREE = 0;
    private static final int RESULT_ERROR = 8;
    private static final int ERROR_MESSAGE = 0;
    private static final int ERROR_FILE = 8;
    private static final int ERROR_CURSOR = 16;

    private final LongJump longJump = new LongJump();
    private final Instance instance;
    private final Memory memory;
    private final ExportFunction allocate;
    private final ExportFunction free;
    private final ExportFunction parse;
    private final ExportFunction freeParseResult;
    private final ExportFunction scan;
    private final ExportFunction freeString;
    private final ExportFunction setThrew;
    private final ExportFunction restoreStack;
    private final ExportFunction currentStack;

    /** Reads the module; done once, as its instances share it. */
    static WasmModule load() {
        try (InputStream in =
                Objects.requireNonNull(PgQueryMachine.class.getResourceAsStream("PgQuery.meta"), "PgQuery.meta")) {
            return Parser.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the SQL grammar cannot be read", e);
        }
    }

    PostgresGrammar(WasmModule module) {
        List<ImportFunction> imports = new ArrayList<>();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            if (module.importSection().getImport(i) instanceof FunctionImport function) {
                FunctionType type = module.typeSection().getType(function.typeIndex());
                imports.add(new HostFunction(function.module(), function.name(), type, host(function.name(), type)));
            }
        }
        instance = Instance.builder(module)
                .withImportValues(ImportValues.builder()
                        .addFunction(imports.toArray(ImportFunction[]::new))
                        .build())
                .withMachineFactory(PgQueryMachine::new)
                .withMemoryLimits(new MemoryLimits(INITIAL_PAGES, MAX_PAGES))
                .build();
        memory = instance.memory();
        // The module's names are minified: these are the letters of this very build (see BuildGrammar's hashes).
        allocate = instance.export("C");
        free = instance.export("E");
        parse = instance.export("F");
        freeParseResult = instance.export("G");
        scan = instance.export("M");
        freeString = instance.export("N");
        setThrew = instance.export("P");
        restoreStack = instance.export("Q");
        currentStack = instance.export("R");
        instance.export("A").apply(); // runs the module's constructors
    }

    /**
     * Parses a text.
     *
     * @param sql UTF-8 without NUL; comments only where the grammar's look-ahead does not meet them, best blanked
     */
    ParseResult parse(byte[] sql) {
        int text = copyIn(sql);
        int result = call(parse, text);
        int error = memory.readInt(result + RESULT_ERROR);
        ParseResult parsed = error == 0
                ? new ParseResult.Tree(JSON.readTree(cString(memory.readInt(result + RESULT_TREE))))
                : new ParseResult.SyntaxError(
                        new String(cString(memory.readInt(error + ERROR_MESSAGE)), StandardCharsets.UTF_8),
                        new String(cString(memory.readInt(error + ERROR_FILE)), StandardCharsets.UTF_8),
                        memory.readInt(error + ERROR_CURSOR));
        free.apply(text);
        freeParseResult.apply(result);
        return parsed;
    }

    /** Takes a text apart into tokens. */
    ScanResult scan(byte[] sql) {
        int text = copyIn(sql);
        int result = call(scan, text);
        byte[] answer = cString(result);
        free.apply(text);
        freeString.apply(result);
        return answer.length > 0 && answer[0] == '{'
                ? new ScanResult.Tokens(tokens(answer))
                : new ScanResult.ScanError(new String(answer, StandardCharsets.UTF_8));
    }

    /** Whether one large text has blown the instance up so much that a fresh one is better. */
    boolean isBloated() {
        return memory.pages() > 2 * INITIAL_PAGES;
    }

    /** {@code {"version": ..., "tokens": [{"start": 0, "end": 6, "tokenName": "SELECT", ...}, ...]}}. */
    private static List<Token> tokens(byte[] json) {
        List<Token> tokens = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            int start = 0;
            int end = 0;
            String kind = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.END_OBJECT && !kind.isEmpty()) {
                    tokens.add(new Token(kind, start, end));
                    kind = "";
                } else if (token == JsonToken.PROPERTY_NAME) {
                    String property = parser.currentName();
                    parser.nextToken();
                    switch (property) {
                        case "start" -> start = parser.getIntValue();
                        case "end" -> end = parser.getIntValue();
                        case "tokenName" -> kind = parser.getString();
                        default -> {} // the token's text and what kind of keyword it is
                    }
                }
            }
        }
        return tokens;
    }

    private static int call(ExportFunction function, int argument) {
        return (int) function.apply(argument)[0];
    }

    private int copyIn(byte[] bytes) {
        int address = call(allocate, bytes.length + 1);
        memory.write(address, bytes);
        memory.writeByte(address + bytes.length, (byte) 0);
        return address;
    }

    private byte[] cString(int address) {
        int end = address;
        while (memory.read(end) != 0) {
            end++;
        }
        return memory.readBytes(address, end - address);
    }

    /** What the module imports, by minified name. It has no files and no clock here; setjmp and memory are all it needs. */
    private WasmFunctionHandle host(String name, FunctionType type) {
        return switch (name) {
            case "a", "b", "d", "e", "f", "g", "h", "i", "j", "k", "l", "n", "y" -> invoke(type); // invoke_*
            case "p" ->
                (_, _) -> { // emscripten_throw_longjmp
                    throw longJump;
                };
            case "q" -> (_, arguments) -> new long[] {grow(Integer.toUnsignedLong((int) arguments[0])) ? 1 : 0};
            case "t" -> this::discardOutput; // fd_write
            case "o", "u" -> (_, _) -> ZERO; // setitimer, fd_close
            case "w" -> (_, _) -> NOTHING; // runtime_keepalive_clear
            case "c" -> broken("an assertion failed"); // assert_fail
            case "x" -> broken("abort"); // abort
            case "m", "v" -> broken("exit"); // exit, proc_exit
            case "r", "s" -> broken("a file was read"); // fd_read, fd_seek
            default -> throw new IllegalStateException("the grammar imports an unknown function " + name);
        };
    }

    private static WasmFunctionHandle broken(String what) {
        return (_, _) -> {
            throw new Broken("the grammar gave up: " + what);
        };
    }

    /** Calls a C function that may longjmp; emscripten's glue does the same in JavaScript. */
    private WasmFunctionHandle invoke(FunctionType type) {
        int results = type.returns().size();
        return (self, arguments) -> {
            long stack = currentStack.apply()[0];
            try {
                int function = self.table(0).requiredRef((int) arguments[0]);
                return self.getMachine().call(function, Arrays.copyOfRange(arguments, 1, arguments.length));
            } catch (LongJump jump) {
                restoreStack.apply(stack);
                setThrew.apply(1, 0);
                return new long[results];
            }
        };
    }

    private boolean grow(long wantedBytes) {
        long current = memory.pages();
        long needed = (wantedBytes + PAGE_BYTES - 1) / PAGE_BYTES;
        long target = Math.min(MAX_PAGES, Math.max(needed, current + current / 2));
        return needed <= MAX_PAGES && memory.grow((int) (target - current)) >= 0;
    }

    /** The library's log; it says nothing that is not in the results. Counts the bytes as written. */
    private long[] discardOutput(Instance self, long... arguments) {
        int vectors = (int) arguments[1];
        int written = 0;
        for (int i = 0; i < arguments[2]; i++) {
            written += self.memory().readInt(vectors + 8 * i + 4);
        }
        self.memory().writeI32((int) arguments[3], written);
        return ZERO;
    }
}
