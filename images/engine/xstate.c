/*
 * Lets User-Mode Linux 6.12 run on a processor with more registers than it knows, as one with AMX has (Intel servers from 2023 on).
 * linux.uml is started with it as LD_PRELOAD; see boot.
 *
 * UML runs its processes by ptrace. It keeps their floating-point and vector registers in a buffer whose size was set when it was compiled:
 * 2696 bytes, for all up to AVX-512 and PKRU (arch/x86/um/os-Linux/registers.c, FP_SIZE). The machine's kernel gives as much of the
 * registers as it is asked for (PTRACE_GETREGSET, NT_X86_XSTATE), but takes them only whole, which is 11008 bytes with AMX's tiles; else
 * EFAULT (arch/x86/kernel/fpu/regset.c, xstateregs_set). So UML panics at its first process: "ptrace set fp regs failed, errno = 14".
 * Newer UML asks for the size when it starts, but Debian's newer package has no legacy iptables, which Docker needs in it.
 *
 * What UML sets is filled up with zeros here. Nothing is lost by that: the header, in UML's part, names the registers that are in use, and
 * the kernel reads no others (arch/x86/kernel/fpu/xstate.c, copy_uabi_to_xstate). The tiles never are in use: the kernel gives them to
 * a process that asks (arch_prctl, ARCH_REQ_XCOMP_PERM), and what a process of the guest asks, UML answers, which does not know them.
 *
 * There is one buffer, because UML 6.12 traces from one thread, its kernel is not preemptible, and its stacks (16 KiB) have no room for one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long trace(enum __ptrace_request request, ...);

static trace *next;
static unsigned char whole[64 * 1024];
/* Of the registers' whole state, in bytes; 0 before the first use, and where the kernel does not tell. */
static size_t whole_size;

__attribute__((constructor)) static void find_next(void)
{
	next = (trace *)dlsym(RTLD_NEXT, "ptrace");
}

/* The kernel cuts what it gives to what there is, and says how much that was. */
static size_t ask_size(pid_t pid)
{
	struct iovec all = { whole, sizeof whole };
	size_t size = next(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &all) == 0 ? all.iov_len : 0;

	memset(whole, 0, sizeof whole);
	return size;
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	pid_t pid = va_arg(arguments, pid_t);
	void *address = va_arg(arguments, void *);
	void *data = va_arg(arguments, void *);
	va_end(arguments);

	if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE) {
		const struct iovec *part = data;

		if (whole_size == 0)
			whole_size = ask_size(pid);
		if (part->iov_len < whole_size) {
			struct iovec all = { whole, whole_size };

			memcpy(whole, part->iov_base, part->iov_len);
			return next(request, pid, address, &all);
		}
	}
	return next(request, pid, address, data);
}
