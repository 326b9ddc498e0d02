package dev.sallyport.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demonstration")
class DemoTest {

    @Test
    @DisplayName("passes its own tour")
    void tour() throws IOException {
        StringWriter out = new StringWriter();
        try (Demo demo = new Demo(0, "test")) {
            boolean passed = new Tour(demo, new PrintWriter(out)).run();
            assertThat(passed).as(out.toString()).isTrue();
        }
    }
}
