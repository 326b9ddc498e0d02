package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.logs.ProcessLog;
import dev.sallyport.serve.RunningGate;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Opens the gate. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Opens the gate and serves until it is told to stop (SIGTERM, Ctrl-C).",
        footer = {"", "Example:", "  sallyport serve --config /etc/sallyport/sallyport.yaml"})
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config loaded = config.load(spec.commandLine().getErr());
        ProcessLog.use(loaded.logs());
        CountDownLatch stop = new CountDownLatch(1);
        RunningGate gate = new RunningGate(loaded, Version.NUMBER);
        Thread end = Thread.ofPlatform().unstarted(() -> {
            stop.countDown();
            try {
                gate.close();
            } catch (IOException failure) {
                spec.commandLine().getErr().println("sallyport: " + failure.getMessage());
            }
        });
        Runtime.getRuntime().addShutdownHook(end);
        spec.commandLine()
                .getOut()
                .println("sallyport: PostgreSQL clients are served on %s:%d"
                        .formatted(loaded.postgres().address(), gate.port()));
        loaded.observe()
                .map(Config.Observe::listen)
                .ifPresent(address -> spec.commandLine()
                        .getOut()
                        .println("sallyport: metrics and health are on http://%s:%d"
                                .formatted(address.host(), gate.observePort().orElse(address.port()))));
        stop.await();
        return 0;
    }
}
