package dev.sallyport.wire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Errors of a session with masks")
class DiagnosticsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            22P02 | invalid input syntax for type integer: "secret"             | invalid input syntax for type integer: "..."
            22P02 | invalid input syntax for type integer: "se"cr"et"           | invalid input syntax for type integer: "..."
            22P02 | ungültige Eingabesyntax für Typ integer: »secret«           | message withheld: it may quote masked data
            22P02 | ungültige Eingabesyntax für Typ integer: „secret“           | message withheld: it may quote masked data
            22P02 | la sintaxis de entrada no es válida para tipo integer: «secret» | message withheld: it may quote masked data
            22P02 | syntaxe en entrée invalide pour le type integer : « secret »    | message withheld: it may quote masked data
            22P02 | sintaxe de entrada inválida para tipo integer: "secret"     | message withheld: it may quote masked data
            22P02 | 型integerの入力構文が不正です: "secret"                          | message withheld: it may quote masked data
            22P02 | неверный синтаксис для типа integer: "secret"               | message withheld: it may quote masked data
            22P02 | invalid input syntax for type integer: "sécret"             | invalid input syntax for type integer: "..."
            P0001 | secret                                                      | message withheld: it may quote masked data
            """)
    @DisplayName("lose what they quote, in whatever language")
    void quotes(String code, String message, String expected) {
        String bytes = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Diagnostics said = new Diagnostics(List.of(
                new Diagnostics.Field('S', "ERROR"),
                new Diagnostics.Field('C', code),
                new Diagnostics.Field('M', bytes),
                new Diagnostics.Field('D', "secret"),
                new Diagnostics.Field('q', "select 'secret'")));
        Diagnostics shown = said.scrubbed();
        assertThat(shown.field('M')).contains(expected);
        assertThat(shown.fields()).noneMatch(field -> field.value().contains("secret"));
    }
}
