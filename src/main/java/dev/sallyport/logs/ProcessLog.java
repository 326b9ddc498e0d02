package dev.sallyport.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of this process, on its standard error. There is one, since there is one process. */
public final class ProcessLog {

    /** The appender's name in logback.xml. */
    private static final String APPENDER = "stderr";

    private ProcessLog() {}

    /** Has lines written in a form, also those of libraries that log in another way. */
    public static void use(LineForm form) {
        // Otherwise these would print lines of their own form beside.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            Appender<ILoggingEvent> appender =
                    logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
            if (appender instanceof OutputStreamAppender<ILoggingEvent> lines) {
                LineEncoder encoder = new LineEncoder(form);
                encoder.setContext(logback);
                encoder.start();
                lines.setEncoder(encoder);
            }
        }
    }
}
