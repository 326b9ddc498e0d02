import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A module as far as the splitter changes it: types, functions and code. All other sections are copied. Function indices
 * never change, because new functions come after all others.
 */
final class WasmModule {

    private static final int HEADER_BYTES = 8;
    private static final int TYPE_SECTION = 1;
    private static final int IMPORT_SECTION = 2;
    private static final int FUNCTION_SECTION = 3;
    private static final int CODE_SECTION = 10;
    private static final int FUNCTION_TYPE = 0x60;

    private record Section(int id, byte[] content) {}

    /** Value types of parameters and results, as the binary format numbers them. */
    record FunctionType(int[] parameters, int[] results) {}

    private final byte[] header;
    private final List<Section> sections = new ArrayList<>();
    private final List<byte[]> types = new ArrayList<>();
    private final List<Integer> functionTypes = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private int importedFunctions;

    WasmModule(byte[] bytes) {
        header = Arrays.copyOf(bytes, HEADER_BYTES);
        var in = new WasmBytes.Reader(bytes, HEADER_BYTES);
        while (!in.atEnd()) {
            int id = in.octet();
            sections.add(new Section(id, in.take(in.unsigned())));
        }
        for (Section section : sections) {
            var content = new WasmBytes.Reader(section.content, 0);
            switch (section.id) {
                case TYPE_SECTION -> readTypes(content);
                case IMPORT_SECTION -> readImports(content);
                case FUNCTION_SECTION -> {
                    for (int left = content.unsigned(); left > 0; left--) {
                        functionTypes.add(content.unsigned());
                    }
                }
                case CODE_SECTION -> {
                    for (int left = content.unsigned(); left > 0; left--) {
                        bodies.add(content.take(content.unsigned()));
                    }
                }
                default -> {
                    // copied as it is
                }
            }
        }
    }

    private void readTypes(WasmBytes.Reader in) {
        for (int left = in.unsigned(); left > 0; left--) {
            int start = in.position();
            in.skip(1);
            in.skip(in.unsigned());
            in.skip(in.unsigned());
            types.add(in.since(start));
        }
    }

    private void readImports(WasmBytes.Reader in) {
        for (int left = in.unsigned(); left > 0; left--) {
            in.skip(in.unsigned());
            in.skip(in.unsigned());
            if (in.octet() != 0) {
                throw new IllegalStateException("the module imports something that is not a function");
            }
            in.unsigned();
            importedFunctions++;
        }
    }

    FunctionType typeOf(int function) {
        var in = new WasmBytes.Reader(types.get(functionTypes.get(function - importedFunctions)), 1);
        return new FunctionType(octets(in), octets(in));
    }

    private static int[] octets(WasmBytes.Reader in) {
        int[] values = new int[in.unsigned()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.octet();
        }
        return values;
    }

    /** The index of a function type, which is added when the module has no such type yet. */
    int typeIndex(FunctionType type) {
        var out = new WasmBytes.Writer().octet(FUNCTION_TYPE);
        for (int[] values : List.of(type.parameters, type.results)) {
            out.unsigned(values.length);
            for (int value : values) {
                out.octet(value);
            }
        }
        byte[] wanted = out.toBytes();
        for (int i = 0; i < types.size(); i++) {
            if (Arrays.equals(types.get(i), wanted)) {
                return i;
            }
        }
        types.add(wanted);
        return types.size() - 1;
    }

    byte[] body(int function) {
        return bodies.get(function - importedFunctions);
    }

    void replaceBody(int function, byte[] body) {
        bodies.set(function - importedFunctions, body);
    }

    /** Adds a function and returns its index. */
    int add(int typeIndex, byte[] body) {
        functionTypes.add(typeIndex);
        bodies.add(body);
        return importedFunctions + functionTypes.size() - 1;
    }

    byte[] toBytes() {
        var out = new WasmBytes.Writer().raw(header);
        for (Section section : sections) {
            var content = new WasmBytes.Writer();
            switch (section.id) {
                case TYPE_SECTION -> {
                    content.unsigned(types.size());
                    types.forEach(content::raw);
                }
                case FUNCTION_SECTION -> {
                    content.unsigned(functionTypes.size());
                    functionTypes.forEach(content::unsigned);
                }
                case CODE_SECTION -> {
                    content.unsigned(bodies.size());
                    bodies.forEach(content::sized);
                }
                default -> content.raw(section.content);
            }
            out.octet(section.id).sized(content.toBytes());
        }
        return out.toBytes();
    }
}
