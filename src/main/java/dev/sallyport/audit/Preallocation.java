package dev.sallyport.audit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Reserves a file's blocks on disk, by {@code posix_fallocate} (POSIX.1-2024): the JDK has no call for it, and writing
 * zeros costs as much disk bandwidth again as what is written later.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("restricted") // native access is enabled in jvm.flags
final class Preallocation {

    private static final int READ_WRITE = 2; // O_RDWR of Linux
    private static final int NO_SPACE = 28; // ENOSPC of Linux
    private static final int OVER_QUOTA = 122; // EDQUOT of Linux
    private static final MethodHandle OPEN;
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle CLOSE;

    static {
        Linker linker = Linker.nativeLinker();
        OPEN = handle(
                linker,
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        ALLOCATE = handle(
                linker,
                "posix_fallocate",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        CLOSE = handle(linker, "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    private Preallocation() {}

    private static MethodHandle handle(
            Linker linker, String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /**
     * Makes an existing, empty file that long, with every block of it reserved.
     *
     * @param bytes its length, at least 1
     * @throws NoSpace when the disk has not that much room
     * @throws IOException for any other reason
     */
    static void reserve(Path file, long bytes) throws IOException {
        if (!file.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IOException(file + " is not on the machine's own file system");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            int descriptor = (int) OPEN.invokeExact(path, READ_WRITE);
            if (descriptor < 0) {
                throw new IOException(file + " cannot be opened");
            }
            int error = (int) ALLOCATE.invokeExact(descriptor, 0L, bytes);
            int closed = (int) CLOSE.invokeExact(descriptor);
            String what = "%d bytes cannot be reserved for %s (error number %d)".formatted(bytes, file, error);
            if (error == NO_SPACE || error == OVER_QUOTA) {
                throw new NoSpace(what);
            }
            if (error != 0 || closed != 0) {
                throw new IOException(what);
            }
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable unexpected) {
            throw new IllegalStateException("posix_fallocate could not be called", unexpected);
        }
    }
}
