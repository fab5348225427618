package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Records what this process uses as usage-recorder.ts does for a process of Node.
func recordUse(folder string) {
	if folder == "" {
		return
	}
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%d.json", os.Getpid())))
	if err != nil {
		panic(err)
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGINT, syscall.SIGTERM)
	for {
		file.WriteAt(fmt.Appendf(nil, "%-100s", use()), 0)
		select {
		case <-end:
			file.WriteAt(fmt.Appendf(nil, "%-100s", use()), 0)
			os.Exit(0)
		case <-time.After(250 * time.Millisecond):
		}
	}
}

func use() string {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	cpu := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	return fmt.Sprintf(`{"cpuMs":%f,"peakMemoryKb":%d}`, cpu.Seconds()*1000, readPeakMemoryKb())
}

func readPeakMemoryKb() (peak int) {
	status, _ := os.ReadFile("/proc/self/status")
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Sscanf(line, "%d", &peak)
	return peak
}
