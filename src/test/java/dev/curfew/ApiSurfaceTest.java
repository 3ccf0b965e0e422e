package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.kit.ApiSurface;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Whether the exported API is what docs/api.txt says: a change of the API is a change of that file, for a reviewer to
 * see. {@code mvn test -Dtest=ApiSurfaceTest -Dapi.write=true} writes it anew.
 */
class ApiSurfaceTest {

    private static final Path DUMP = Path.of("docs", "api.txt");

    @Test
    void theExportedApiIsTheCommittedOne() throws Exception {
        String surface = ApiSurface.render();
        if (Boolean.getBoolean("api.write")) {
            Files.createDirectories(DUMP.getParent());
            Files.writeString(DUMP, surface);
        }
        assertEquals(
                Files.readString(DUMP),
                surface,
                "the API is not that of docs/api.txt; if that is meant, write it anew with -Dapi.write=true");
    }
}
