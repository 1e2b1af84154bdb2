"""What virt-reconcile uses of libvirt-python, typed by hand: the module has annotations but no py.typed, and
says `str` where it gives lists and dictionaries. Read by mypy alone. Shapes follow libvirt-override.c of
libvirt-python; the constants are those of libvirt 9.0, the oldest release in a supported Debian. A name that
libvirt gained later is asked for with getattr() at run time and does not belong here."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypedDict, TypeVar

_P = ParamSpec("_P")  # what follows connection and object depends on the event: see VIR_DOMAIN_EVENT_ID_*
_T = TypeVar("_T")

# A typed parameter: libvirt's int, uint, llong, ullong, double, boolean or string.
_Param = bool | int | float | str

class _Address(TypedDict):
    addr: str
    prefix: int
    type: int  # VIR_IP_ADDR_TYPE_*

class _InterfaceAddresses(TypedDict):
    addrs: list[_Address] | None
    hwaddr: str | None

class _DhcpLease(TypedDict):
    iface: str
    expirytime: int  # seconds since the epoch, UTC
    type: int  # VIR_IP_ADDR_TYPE_*
    mac: str | None
    iaid: str | None
    ipaddr: str
    prefix: int
    hostname: str | None
    clientid: str | None

class libvirtError(Exception):
    err: _RawError | None  # what the getters answer from
    def __init__(self, defmsg: str) -> None: ...
    def get_error_code(self) -> int | None: ...  # VIR_ERR_*
    def get_error_domain(self) -> int | None: ...  # VIR_FROM_*
    def get_error_message(self) -> str | None: ...
    def get_error_level(self) -> int | None: ...
    def get_str1(self) -> str | None: ...
    def get_str2(self) -> str | None: ...
    def get_str3(self) -> str | None: ...
    def get_int1(self) -> int | None: ...
    def get_int2(self) -> int | None: ...

# (code, domain, message, level, str1, str2, str3, int1, int2)
_RawError = tuple[int, int, str, int, str | None, str | None, str | None, int, int]

# What libvirt asks for: [[credential type, prompt, challenge, default, answer], ...]; the answers are put in place.
_Credentials = list[list[int | str | None]]

def open(name: str | None = None) -> virConnect: ...
def openReadOnly(name: str | None = None) -> virConnect: ...
def openAuth(
    uri: str, auth: list[list[int] | Callable[[_Credentials, _T], int] | _T], flags: int = 0
) -> virConnect: ...
def getVersion(name: str | None = None) -> int: ...
def registerErrorHandler(f: Callable[[_T, _RawError], None] | None, ctx: _T) -> int: ...
def virEventRegisterDefaultImpl() -> int: ...
def virEventRunDefaultImpl() -> int: ...
def virEventAddHandle(fd: int, events: int, cb: Callable[[int, int, int, _T], None], opaque: _T) -> int: ...
def virEventAddTimeout(timeout: int, cb: Callable[[int, _T], None], opaque: _T) -> int: ...
def virEventUpdateTimeout(timer: int, timeout: int) -> None: ...
def virEventRemoveHandle(watch: int) -> int: ...
def virEventRemoveTimeout(timer: int) -> int: ...
def virGetLastErrorMessage() -> str: ...

class virConnect:
    def allocPages(
        self, pages: Mapping[int, int], startCell: int = 0, cellCount: int = 0, flags: int = 0
    ) -> int: ...
    def baselineCPU(self, xmlCPUs: list[str], flags: int = 0) -> str: ...
    def baselineHypervisorCPU(
        self, emulator: str, arch: str, machine: str, virttype: str, xmlCPUs: list[str], flags: int = 0
    ) -> str: ...
    def close(self) -> int: ...
    def compareCPU(self, xmlDesc: str, flags: int = 0) -> int: ...
    def createXML(self, xmlDesc: str, flags: int = 0) -> virDomain: ...
    def defineXML(self, xml: str) -> virDomain: ...
    def defineXMLFlags(self, xml: str, flags: int = 0) -> virDomain: ...
    def domainXMLFromNative(self, nativeFormat: str, nativeConfig: str, flags: int = 0) -> str: ...
    def domainXMLToNative(self, nativeFormat: str, domainXml: str, flags: int = 0) -> str: ...
    def findStoragePoolSources(self, type: str, srcSpec: str | None, flags: int = 0) -> str: ...
    def getCPUMap(self, flags: int = 0) -> tuple[int, list[bool], int]: ...
    def getCPUModelNames(self, arch: str, flags: int = 0) -> list[str]: ...
    def getCPUStats(self, cpuNum: int, flags: int = 0) -> dict[str, int]: ...
    def getCapabilities(self) -> str: ...
    def getCellsFreeMemory(self, startCell: int, maxCells: int) -> list[int]: ...
    def getDomainCapabilities(
        self,
        emulatorbin: str | None = None,
        arch: str | None = None,
        machine: str | None = None,
        virttype: str | None = None,
        flags: int = 0,
    ) -> str: ...
    def getFreeMemory(self) -> int: ...
    def getFreePages(
        self, pages: list[int], startCell: int, maxCells: int, flags: int = 0
    ) -> dict[int, dict[int, int]]: ...
    def getHostname(self) -> str: ...
    # At run time a list; typed by position: model, MiB, CPUs, MHz, NUMA nodes, sockets, cores, threads.
    def getInfo(self) -> tuple[str, int, int, int, int, int, int, int]: ...
    def getLibVersion(self) -> int: ...
    def getMaxVcpus(self, type: str) -> int: ...
    def getMemoryParameters(self, flags: int = 0) -> dict[str, _Param]: ...
    def getMemoryStats(self, cellNum: int, flags: int = 0) -> dict[str, int]: ...
    def getSecurityModel(self) -> list[str]: ...
    def getStoragePoolCapabilities(self, flags: int = 0) -> str: ...
    def getSysinfo(self, flags: int = 0) -> str: ...
    def getType(self) -> str: ...
    def getURI(self) -> str: ...
    def getVersion(self) -> int: ...
    def isAlive(self) -> int: ...
    def isEncrypted(self) -> int: ...
    def isSecure(self) -> int: ...
    def lookupByID(self, id: int) -> virDomain: ...
    def lookupByName(self, name: str) -> virDomain: ...
    def lookupByUUIDString(self, uuidstr: str) -> virDomain: ...
    def networkCreateXML(self, xmlDesc: str) -> virNetwork: ...
    def networkCreateXMLFlags(self, xmlDesc: str, flags: int = 0) -> virNetwork: ...
    def networkDefineXML(self, xml: str) -> virNetwork: ...
    def networkDefineXMLFlags(self, xml: str, flags: int = 0) -> virNetwork: ...
    def networkLookupByName(self, name: str) -> virNetwork: ...
    def networkLookupByUUIDString(self, uuidstr: str) -> virNetwork: ...
    def newStream(self, flags: int = 0) -> virStream: ...
    def nodeDeviceCreateXML(self, xmlDesc: str, flags: int = 0) -> virNodeDevice: ...
    def nodeDeviceDefineXML(self, xmlDesc: str, flags: int = 0) -> virNodeDevice: ...
    def nodeDeviceLookupByName(self, name: str) -> virNodeDevice: ...
    def numOfDefinedDomains(self) -> int: ...
    def numOfDefinedInterfaces(self) -> int: ...
    def numOfDefinedNetworks(self) -> int: ...
    def numOfDefinedStoragePools(self) -> int: ...
    def numOfDevices(self, cap: str, flags: int = 0) -> int: ...
    def numOfDomains(self) -> int: ...
    def numOfInterfaces(self) -> int: ...
    def numOfNWFilters(self) -> int: ...
    def numOfNetworks(self) -> int: ...
    def numOfSecrets(self) -> int: ...
    def numOfStoragePools(self) -> int: ...
    def nwfilterDefineXML(self, xmlDesc: str) -> virNWFilter: ...
    def nwfilterDefineXMLFlags(self, xmlDesc: str, flags: int = 0) -> virNWFilter: ...
    def nwfilterLookupByName(self, name: str) -> virNWFilter: ...
    def nwfilterLookupByUUIDString(self, uuidstr: str) -> virNWFilter: ...
    def restore(self, frm: str) -> int: ...
    def restoreFlags(self, frm: str, dxml: str | None = None, flags: int = 0) -> int: ...
    def saveImageDefineXML(self, file: str, dxml: str, flags: int = 0) -> int: ...
    def saveImageGetXMLDesc(self, file: str, flags: int = 0) -> str: ...
    def secretDefineXML(self, xml: str, flags: int = 0) -> virSecret: ...
    def secretLookupByUUIDString(self, uuidstr: str) -> virSecret: ...
    def secretLookupByUsage(self, usageType: int, usageID: str) -> virSecret: ...
    def setIdentity(self, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def setKeepAlive(self, interval: int, count: int) -> int: ...
    def setMemoryParameters(self, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def storagePoolCreateXML(self, xmlDesc: str, flags: int = 0) -> virStoragePool: ...
    def storagePoolDefineXML(self, xml: str, flags: int = 0) -> virStoragePool: ...
    def storagePoolLookupByName(self, name: str) -> virStoragePool: ...
    def storagePoolLookupByTargetPath(self, path: str) -> virStoragePool: ...
    def storagePoolLookupByUUIDString(self, uuidstr: str) -> virStoragePool: ...
    def storageVolLookupByKey(self, key: str) -> virStorageVol: ...
    def storageVolLookupByPath(self, path: str) -> virStorageVol: ...
    def suspendForDuration(self, target: int, duration: int, flags: int = 0) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type_: type[BaseException] | None,
        exc_value_: BaseException | None,
        traceback_: TracebackType | None,
    ) -> None: ...
    def domainEventDeregisterAny(self, callbackID: int) -> None: ...
    def networkEventDeregisterAny(self, callbackID: int) -> None: ...
    def networkEventRegisterAny(
        self,
        net: virNetwork | None,
        eventID: int,
        cb: Callable[[virConnect, virNetwork, int, int, _T], None],
        opaque: _T,
    ) -> int: ...
    def domainEventRegisterAny(
        self,
        dom: virDomain | None,
        eventID: int,
        cb: Callable[Concatenate[virConnect, virDomain, _P], None],
        opaque: object,
    ) -> int: ...
    def storagePoolEventDeregisterAny(self, callbackID: int) -> None: ...
    def storagePoolEventRegisterAny(
        self,
        pool: virStoragePool | None,
        eventID: int,
        cb: Callable[Concatenate[virConnect, virStoragePool, _P], None],
        opaque: object,
    ) -> int: ...
    def nodeDeviceEventDeregisterAny(self, callbackID: int) -> None: ...
    def nodeDeviceEventRegisterAny(
        self,
        dev: virNodeDevice | None,
        eventID: int,
        cb: Callable[Concatenate[virConnect, virNodeDevice, _P], None],
        opaque: object,
    ) -> int: ...
    def secretEventDeregisterAny(self, callbackID: int) -> None: ...
    def secretEventRegisterAny(
        self,
        secret: virSecret | None,
        eventID: int,
        cb: Callable[Concatenate[virConnect, virSecret, _P], None],
        opaque: object,
    ) -> int: ...
    def listAllDomains(self, flags: int = 0) -> list[virDomain]: ...
    def listAllStoragePools(self, flags: int = 0) -> list[virStoragePool]: ...
    def listAllNetworks(self, flags: int = 0) -> list[virNetwork]: ...
    def listAllDevices(self, flags: int = 0) -> list[virNodeDevice]: ...
    def listAllNWFilters(self, flags: int = 0) -> list[virNWFilter]: ...
    def listAllSecrets(self, flags: int = 0) -> list[virSecret]: ...
    def unregisterCloseCallback(self) -> None: ...
    def registerCloseCallback(self, cb: Callable[[virConnect, int, _T], None], opaque: _T) -> int: ...
    def getAllDomainStats(
        self, stats: int = 0, flags: int = 0
    ) -> list[tuple[virDomain, dict[str, _Param]]]: ...
    def domainListGetStats(
        self, doms: list[virDomain], stats: int = 0, flags: int = 0
    ) -> list[tuple[virDomain, dict[str, _Param]]]: ...

class virDomain:
    def connect(self) -> virConnect: ...
    def ID(self) -> int: ...
    def OSType(self) -> str: ...
    def UUID(self) -> bytes: ...
    def UUIDString(self) -> str: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def abortJob(self) -> int: ...
    def abortJobFlags(self, flags: int = 0) -> int: ...
    def addIOThread(self, iothread_id: int, flags: int = 0) -> int: ...
    def agentSetResponseTimeout(self, timeout: int, flags: int = 0) -> int: ...
    def attachDevice(self, xml: str) -> int: ...
    def attachDeviceFlags(self, xml: str, flags: int = 0) -> int: ...
    def autostart(self) -> int: ...
    def backupBegin(self, backupXML: str, checkpointXML: str | None, flags: int = 0) -> int: ...
    def backupGetXMLDesc(self, flags: int = 0) -> str: ...
    def blkioParameters(self, flags: int = 0) -> dict[str, _Param]: ...
    def blockCommit(
        self, disk: str, base: str | None, top: str | None, bandwidth: int = 0, flags: int = 0
    ) -> int: ...
    def blockCopy(
        self, disk: str, destxml: str, params: Mapping[str, _Param] | None = None, flags: int = 0
    ) -> int: ...
    def blockInfo(self, path: str, flags: int = 0) -> list[int]: ...
    def blockIoTune(self, disk: str, flags: int = 0) -> dict[str, _Param]: ...
    def blockJobAbort(self, disk: str, flags: int = 0) -> int: ...
    def blockJobInfo(self, path: str, flags: int = 0) -> dict[str, int]: ...
    def blockJobSetSpeed(self, disk: str, bandwidth: int, flags: int = 0) -> int: ...
    def blockPull(self, disk: str, bandwidth: int = 0, flags: int = 0) -> int: ...
    def blockRebase(self, disk: str, base: str | None, bandwidth: int = 0, flags: int = 0) -> int: ...
    def blockResize(self, disk: str, size: int, flags: int = 0) -> int: ...
    def blockStats(self, path: str) -> tuple[int, int, int, int, int]: ...
    def blockStatsFlags(self, path: str, flags: int = 0) -> dict[str, _Param]: ...
    def checkpointCreateXML(self, xmlDesc: str, flags: int = 0) -> virDomainCheckpoint: ...
    def checkpointLookupByName(self, name: str, flags: int = 0) -> virDomainCheckpoint: ...
    def controlInfo(self, flags: int = 0) -> list[int]: ...
    def coreDump(self, to: str, flags: int = 0) -> int: ...
    def create(self) -> int: ...
    def createWithFlags(self, flags: int = 0) -> int: ...
    def delIOThread(self, iothread_id: int, flags: int = 0) -> int: ...
    def destroy(self) -> int: ...
    def destroyFlags(self, flags: int = 0) -> int: ...
    def detachDevice(self, xml: str) -> int: ...
    def detachDeviceAlias(self, alias: str, flags: int = 0) -> int: ...
    def detachDeviceFlags(self, xml: str, flags: int = 0) -> int: ...
    def diskErrors(self, flags: int = 0) -> dict[str, int]: ...
    def emulatorPinInfo(self, flags: int = 0) -> tuple[bool, ...]: ...
    def fSTrim(self, mountPoint: str, minimum: int, flags: int = 0) -> int: ...
    def fsInfo(self, flags: int = 0) -> list[tuple[str, str, str, list[str]]]: ...
    def getCPUStats(self, total: bool, flags: int = 0) -> list[dict[str, int]]: ...
    def guestInfo(self, types: int = 0, flags: int = 0) -> dict[str, _Param]: ...
    def guestVcpus(self, flags: int = 0) -> dict[str, str]: ...
    def hasCurrentSnapshot(self, flags: int = 0) -> int: ...
    def hasManagedSaveImage(self, flags: int = 0) -> int: ...
    def hostname(self, flags: int = 0) -> str: ...
    def info(self) -> list[int]: ...
    def interfaceAddresses(self, source: int, flags: int = 0) -> dict[str, _InterfaceAddresses]: ...
    def interfaceParameters(self, device: str, flags: int = 0) -> dict[str, _Param]: ...
    def interfaceStats(self, path: str) -> tuple[int, ...]: ...
    def ioThreadInfo(self, flags: int = 0) -> list[tuple[int, list[bool]]]: ...
    def isActive(self) -> int: ...
    def isPersistent(self) -> int: ...
    def isUpdated(self) -> int: ...
    def jobInfo(self) -> list[int]: ...
    def jobStats(self, flags: int = 0) -> dict[str, _Param]: ...
    def managedSave(self, flags: int = 0) -> int: ...
    def managedSaveDefineXML(self, dxml: str, flags: int = 0) -> int: ...
    def managedSaveGetXMLDesc(self, flags: int = 0) -> str: ...
    def managedSaveRemove(self, flags: int = 0) -> int: ...
    def maxMemory(self) -> int: ...
    def maxVcpus(self) -> int: ...
    def memoryParameters(self, flags: int = 0) -> dict[str, int]: ...
    def memoryStats(self) -> dict[str, int]: ...
    def messages(self, flags: int = 0) -> list[str]: ...
    def metadata(self, type: int, uri: str | None, flags: int = 0) -> str: ...
    def migrate(
        self,
        dconn: virConnect,
        flags: int = 0,
        dname: str | None = None,
        uri: str | None = None,
        bandwidth: int = 0,
    ) -> virDomain: ...
    def migrate3(
        self, dconn: virConnect, params: Mapping[str, _Param | list[str]], flags: int = 0
    ) -> virDomain: ...
    def migrateGetCompressionCache(self, flags: int = 0) -> int: ...
    def migrateGetMaxDowntime(self, flags: int = 0) -> int: ...
    def migrateGetMaxSpeed(self, flags: int = 0) -> int: ...
    def migrateSetCompressionCache(self, cacheSize: int, flags: int = 0) -> int: ...
    def migrateSetMaxDowntime(self, downtime: int, flags: int = 0) -> int: ...
    def migrateSetMaxSpeed(self, bandwidth: int, flags: int = 0) -> int: ...
    def migrateStartPostCopy(self, flags: int = 0) -> int: ...
    def migrateToURI(
        self, duri: str, flags: int = 0, dname: str | None = None, bandwidth: int = 0
    ) -> int: ...
    def migrateToURI2(
        self,
        dconnuri: str | None = None,
        miguri: str | None = None,
        dxml: str | None = None,
        flags: int = 0,
        dname: str | None = None,
        bandwidth: int = 0,
    ) -> int: ...
    def migrateToURI3(
        self, dconnuri: str | None, params: Mapping[str, _Param | list[str]], flags: int = 0
    ) -> int: ...
    def name(self) -> str: ...
    def numaParameters(self, flags: int = 0) -> dict[str, _Param]: ...
    def openChannel(self, name: str, st: virStream, flags: int = 0) -> int: ...
    def openConsole(self, dev_name: str, st: virStream, flags: int = 0) -> int: ...
    def pMSuspendForDuration(self, target: int, duration: int, flags: int = 0) -> int: ...
    def pMWakeup(self, flags: int = 0) -> int: ...
    def perfEvents(self, flags: int = 0) -> dict[str, bool]: ...
    def pinEmulator(self, cpumap: tuple[bool, ...], flags: int = 0) -> int: ...
    def pinIOThread(self, iothread_val: int, cpumap: tuple[bool, ...], flags: int = 0) -> int: ...
    def pinVcpu(self, vcpu: int, cpumap: tuple[bool, ...]) -> int: ...
    def pinVcpuFlags(self, vcpu: int, cpumap: tuple[bool, ...], flags: int = 0) -> int: ...
    def reboot(self, flags: int = 0) -> int: ...
    def rename(self, new_name: str, flags: int = 0) -> int: ...
    def reset(self, flags: int = 0) -> int: ...
    def resume(self) -> int: ...
    def revertToSnapshot(self, snap: virDomainSnapshot, flags: int = 0) -> int: ...
    def save(self, to: str) -> int: ...
    def saveFlags(self, to: str, dxml: str | None = None, flags: int = 0) -> int: ...
    def schedulerParameters(self) -> dict[str, int]: ...
    def schedulerParametersFlags(self, flags: int = 0) -> dict[str, int]: ...
    def schedulerType(self) -> tuple[str, int]: ...
    def screenshot(self, stream: virStream, screen: int, flags: int = 0) -> str: ...
    def sendProcessSignal(self, pid_value: int, signum: int, flags: int = 0) -> int: ...
    def setAutostart(self, autostart: int) -> int: ...
    def setBlkioParameters(self, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def setBlockIoTune(self, disk: str, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def setBlockThreshold(self, dev: str, threshold: int, flags: int = 0) -> int: ...
    def setIOThreadParams(self, iothread_val: int, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def setInterfaceParameters(self, device: str, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def setLifecycleAction(self, type: int, action: int, flags: int = 0) -> int: ...
    def setMaxMemory(self, memory: int) -> int: ...
    def setMemory(self, memory: int) -> int: ...
    def setMemoryFlags(self, memory: int, flags: int = 0) -> int: ...
    def setMemoryParameters(self, params: Mapping[str, int], flags: int = 0) -> int: ...
    def setMemoryStatsPeriod(self, period: int, flags: int = 0) -> int: ...
    def setMetadata(
        self, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int = 0
    ) -> int: ...
    def setNumaParameters(self, params: Mapping[str, _Param], flags: int = 0) -> int: ...
    def setPerfEvents(self, params: Mapping[str, bool], flags: int = 0) -> int: ...
    def setSchedulerParametersFlags(self, params: Mapping[str, int], flags: int = 0) -> int: ...
    def setUserPassword(self, user: str, password: str, flags: int = 0) -> int: ...
    def setVcpus(self, nvcpus: int) -> int: ...
    def setVcpusFlags(self, nvcpus: int, flags: int = 0) -> int: ...
    def shutdown(self) -> int: ...
    def shutdownFlags(self, flags: int = 0) -> int: ...
    def snapshotCreateXML(self, xmlDesc: str, flags: int = 0) -> virDomainSnapshot: ...
    def snapshotCurrent(self, flags: int = 0) -> virDomainSnapshot: ...
    def snapshotListNames(self, flags: int = 0) -> list[str]: ...
    def snapshotLookupByName(self, name: str, flags: int = 0) -> virDomainSnapshot: ...
    def snapshotNum(self, flags: int = 0) -> int: ...
    def state(self, flags: int = 0) -> list[int]: ...
    def suspend(self) -> int: ...
    def undefine(self) -> int: ...
    def undefineFlags(self, flags: int = 0) -> int: ...
    def updateDeviceFlags(self, xml: str, flags: int = 0) -> int: ...
    def vcpuPinInfo(self, flags: int = 0) -> list[tuple[bool, ...]]: ...
    def vcpus(self) -> tuple[list[tuple[int, int, int, int]], list[tuple[bool, ...]]]: ...
    def vcpusFlags(self, flags: int = 0) -> int: ...
    def listAllSnapshots(self, flags: int = 0) -> list[virDomainSnapshot]: ...
    def listAllCheckpoints(self, flags: int = 0) -> list[virDomainCheckpoint]: ...
    def fsFreeze(self, mountpoints: list[str] | None = None, flags: int = 0) -> int: ...
    def fsThaw(self, mountpoints: list[str] | None = None, flags: int = 0) -> int: ...
    def getTime(self, flags: int = 0) -> dict[str, int]: ...
    def setTime(self, time: Mapping[str, int] | None = None, flags: int = 0) -> int: ...

class virDomainSnapshot:
    def connect(self) -> virConnect: ...
    def domain(self) -> virDomain: ...
    def delete(self, flags: int = 0) -> int: ...
    def getName(self) -> str: ...
    def getParent(self, flags: int = 0) -> virDomainSnapshot: ...
    def getXMLDesc(self, flags: int = 0) -> str: ...
    def hasMetadata(self, flags: int = 0) -> int: ...
    def isCurrent(self, flags: int = 0) -> int: ...
    def listChildrenNames(self, flags: int = 0) -> list[str]: ...
    def numChildren(self, flags: int = 0) -> int: ...
    def getConnect(self) -> virConnect: ...
    def getDomain(self) -> virDomain: ...
    def listAllChildren(self, flags: int = 0) -> list[virDomainSnapshot]: ...

class virDomainCheckpoint:
    def connect(self) -> virConnect: ...
    def domain(self) -> virDomain: ...
    def delete(self, flags: int = 0) -> int: ...
    def getName(self) -> str: ...
    def getParent(self, flags: int = 0) -> virDomainCheckpoint: ...
    def getXMLDesc(self, flags: int = 0) -> str: ...
    def getConnect(self) -> virConnect: ...
    def getDomain(self) -> virDomain: ...
    def listAllChildren(self, flags: int = 0) -> list[virDomainCheckpoint]: ...

class virNetwork:
    def connect(self) -> virConnect: ...
    def DHCPLeases(self, mac: str | None = None, flags: int = 0) -> list[_DhcpLease]: ...
    def UUID(self) -> bytes: ...
    def UUIDString(self) -> str: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def autostart(self) -> int: ...
    def bridgeName(self) -> str: ...
    def create(self) -> int: ...
    def destroy(self) -> int: ...
    def isActive(self) -> int: ...
    def isPersistent(self) -> int: ...
    def name(self) -> str: ...
    def setAutostart(self, autostart: int) -> int: ...
    def listAllPorts(self, flags: int = 0) -> list[virNetworkPort]: ...
    def undefine(self) -> int: ...
    def update(self, command: int, section: int, parentIndex: int, xml: str, flags: int = 0) -> int: ...

class virNetworkPort:
    def UUIDString(self) -> str: ...

class virStoragePool:
    def connect(self) -> virConnect: ...
    def UUID(self) -> bytes: ...
    def UUIDString(self) -> str: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def autostart(self) -> int: ...
    def build(self, flags: int = 0) -> int: ...
    def create(self, flags: int = 0) -> int: ...
    def createXML(self, xmlDesc: str, flags: int = 0) -> virStorageVol: ...
    def createXMLFrom(self, xmlDesc: str, clonevol: virStorageVol, flags: int = 0) -> virStorageVol: ...
    def delete(self, flags: int = 0) -> int: ...
    def destroy(self) -> int: ...
    def info(self) -> list[int]: ...
    def isActive(self) -> int: ...
    def isPersistent(self) -> int: ...
    def listVolumes(self) -> list[str]: ...
    def name(self) -> str: ...
    def numOfVolumes(self) -> int: ...
    def refresh(self, flags: int = 0) -> int: ...
    def setAutostart(self, autostart: int) -> int: ...
    def storageVolLookupByName(self, name: str) -> virStorageVol: ...
    def undefine(self) -> int: ...
    def listAllVolumes(self, flags: int = 0) -> list[virStorageVol]: ...

class virStorageVol:
    def connect(self) -> virConnect: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def delete(self, flags: int = 0) -> int: ...
    def download(self, stream: virStream, offset: int, length: int, flags: int = 0) -> int: ...
    def info(self) -> list[int]: ...
    def infoFlags(self, flags: int = 0) -> list[int]: ...
    def key(self) -> str: ...
    def name(self) -> str: ...
    def path(self) -> str: ...
    def resize(self, capacity: int, flags: int = 0) -> int: ...
    def storagePoolLookupByVolume(self) -> virStoragePool: ...
    def upload(self, stream: virStream, offset: int, length: int, flags: int = 0) -> int: ...
    def wipe(self, flags: int = 0) -> int: ...
    def wipePattern(self, algorithm: int, flags: int = 0) -> int: ...

class virStream:
    def connect(self) -> virConnect: ...
    def abort(self) -> int: ...
    def eventRemoveCallback(self) -> int: ...
    def eventUpdateCallback(self, events: int) -> int: ...
    def finish(self) -> int: ...
    def eventAddCallback(self, events: int, cb: Callable[[virStream, int, _T], None], opaque: _T) -> None: ...
    def recvAll(self, handler: Callable[[virStream, bytes, _T], int | None], opaque: _T) -> None: ...
    def sendAll(self, handler: Callable[[virStream, int, _T], bytes], opaque: _T) -> None: ...
    def recv(self, nbytes: int) -> bytes: ...
    def send(self, data: bytes) -> int: ...
    def recvHole(self, flags: int = 0) -> int: ...
    def sendHole(self, length: int, flags: int = 0) -> int: ...
    def recvFlags(self, nbytes: int, flags: int = 0) -> bytes | int: ...
    def sparseRecvAll(
        self,
        handler: Callable[[virStream, bytes, _T], int | None],
        holeHandler: Callable[[virStream, int, _T], int | None],
        opaque: _T,
    ) -> None: ...
    def sparseSendAll(
        self,
        handler: Callable[[virStream, int, _T], bytes],
        holeHandler: Callable[[virStream, _T], tuple[bool, int]],
        skipHandler: Callable[[virStream, int, _T], int],
        opaque: _T,
    ) -> None: ...

class virNodeDevice:
    def connect(self) -> virConnect: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def autostart(self) -> int: ...
    def create(self, flags: int = 0) -> int: ...
    def destroy(self) -> int: ...
    def detachFlags(self, driverName: str | None, flags: int = 0) -> int: ...
    def isActive(self) -> int: ...
    def isPersistent(self) -> int: ...
    def listCaps(self) -> list[str]: ...
    def name(self) -> str: ...
    def numOfCaps(self) -> int: ...
    def parent(self) -> str | None: ...
    def reAttach(self) -> int: ...
    def reset(self) -> int: ...
    def setAutostart(self, autostart: int) -> int: ...
    def undefine(self, flags: int = 0) -> int: ...

class virNWFilter:
    def connect(self) -> virConnect: ...
    def UUID(self) -> bytes: ...
    def UUIDString(self) -> str: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def name(self) -> str: ...
    def undefine(self) -> int: ...

class virSecret:
    def connect(self) -> virConnect: ...
    def UUID(self) -> bytes: ...
    def UUIDString(self) -> str: ...
    def XMLDesc(self, flags: int = 0) -> str: ...
    def setValue(self, value: bytes | str, flags: int = 0) -> int: ...
    def undefine(self) -> int: ...
    def usageID(self) -> str: ...
    def usageType(self) -> int: ...
    def value(self, flags: int = 0) -> bytes: ...

VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES: int
VIR_CONNECT_BASELINE_CPU_MIGRATABLE: int
VIR_CONNECT_CLOSE_REASON_CLIENT: int
VIR_CONNECT_CLOSE_REASON_EOF: int
VIR_CONNECT_CLOSE_REASON_ERROR: int
VIR_CONNECT_CLOSE_REASON_KEEPALIVE: int
VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE: int
VIR_CONNECT_COMPARE_CPU_VALIDATE_XML: int
VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_CHANNEL: int
VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED: int
VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_UNKNOWN: int
VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED: int
VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF: int
VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT: int
VIR_CONNECT_LIST_DOMAINS_ACTIVE: int
VIR_CONNECT_LIST_DOMAINS_AUTOSTART: int
VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT: int
VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT: int
VIR_CONNECT_LIST_DOMAINS_INACTIVE: int
VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE: int
VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART: int
VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT: int
VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE: int
VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT: int
VIR_CONNECT_LIST_DOMAINS_OTHER: int
VIR_CONNECT_LIST_DOMAINS_PAUSED: int
VIR_CONNECT_LIST_DOMAINS_PERSISTENT: int
VIR_CONNECT_LIST_DOMAINS_RUNNING: int
VIR_CONNECT_LIST_DOMAINS_SHUTOFF: int
VIR_CONNECT_LIST_DOMAINS_TRANSIENT: int
VIR_CONNECT_LIST_INTERFACES_ACTIVE: int
VIR_CONNECT_LIST_INTERFACES_INACTIVE: int
VIR_CONNECT_LIST_NETWORKS_ACTIVE: int
VIR_CONNECT_LIST_NETWORKS_AUTOSTART: int
VIR_CONNECT_LIST_NETWORKS_INACTIVE: int
VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART: int
VIR_CONNECT_LIST_NETWORKS_PERSISTENT: int
VIR_CONNECT_LIST_NETWORKS_TRANSIENT: int
VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD: int
VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS: int
VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE: int
VIR_CONNECT_LIST_SECRETS_EPHEMERAL: int
VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL: int
VIR_CONNECT_LIST_SECRETS_NO_PRIVATE: int
VIR_CONNECT_LIST_SECRETS_PRIVATE: int
VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE: int
VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART: int
VIR_CONNECT_LIST_STORAGE_POOLS_DIR: int
VIR_CONNECT_LIST_STORAGE_POOLS_DISK: int
VIR_CONNECT_LIST_STORAGE_POOLS_FS: int
VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER: int
VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE: int
VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI: int
VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT: int
VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL: int
VIR_CONNECT_LIST_STORAGE_POOLS_MPATH: int
VIR_CONNECT_LIST_STORAGE_POOLS_NETFS: int
VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART: int
VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT: int
VIR_CONNECT_LIST_STORAGE_POOLS_RBD: int
VIR_CONNECT_LIST_STORAGE_POOLS_SCSI: int
VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG: int
VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT: int
VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE: int
VIR_CONNECT_LIST_STORAGE_POOLS_ZFS: int
VIR_CONNECT_NO_ALIASES: int
VIR_CONNECT_RO: int
VIR_CRED_AUTHNAME: int
VIR_CRED_CNONCE: int
VIR_CRED_ECHOPROMPT: int
VIR_CRED_EXTERNAL: int
VIR_CRED_LANGUAGE: int
VIR_CRED_NOECHOPROMPT: int
VIR_CRED_PASSPHRASE: int
VIR_CRED_REALM: int
VIR_CRED_USERNAME: int
VIR_DOMAIN_ABORT_JOB_POSTCOPY: int
VIR_DOMAIN_AFFECT_CONFIG: int
VIR_DOMAIN_AFFECT_CURRENT: int
VIR_DOMAIN_AFFECT_LIVE: int
VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK: int
VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT: int
VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_NOWAIT: int
VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND: int
VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE: int
VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL: int
VIR_DOMAIN_BLKIO_PARAM_BOOLEAN: int
VIR_DOMAIN_BLKIO_PARAM_DOUBLE: int
VIR_DOMAIN_BLKIO_PARAM_INT: int
VIR_DOMAIN_BLKIO_PARAM_LLONG: int
VIR_DOMAIN_BLKIO_PARAM_UINT: int
VIR_DOMAIN_BLKIO_PARAM_ULLONG: int
VIR_DOMAIN_BLOCKED: int
VIR_DOMAIN_BLOCKED_UNKNOWN: int
VIR_DOMAIN_BLOCK_COMMIT_ACTIVE: int
VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES: int
VIR_DOMAIN_BLOCK_COMMIT_DELETE: int
VIR_DOMAIN_BLOCK_COMMIT_RELATIVE: int
VIR_DOMAIN_BLOCK_COMMIT_SHALLOW: int
VIR_DOMAIN_BLOCK_COPY_REUSE_EXT: int
VIR_DOMAIN_BLOCK_COPY_SHALLOW: int
VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES: int
VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB: int
VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC: int
VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT: int
VIR_DOMAIN_BLOCK_JOB_CANCELED: int
VIR_DOMAIN_BLOCK_JOB_COMPLETED: int
VIR_DOMAIN_BLOCK_JOB_FAILED: int
VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES: int
VIR_DOMAIN_BLOCK_JOB_READY: int
VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES: int
VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT: int
VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP: int
VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT: int
VIR_DOMAIN_BLOCK_JOB_TYPE_COPY: int
VIR_DOMAIN_BLOCK_JOB_TYPE_PULL: int
VIR_DOMAIN_BLOCK_JOB_TYPE_UNKNOWN: int
VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES: int
VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES: int
VIR_DOMAIN_BLOCK_REBASE_COPY: int
VIR_DOMAIN_BLOCK_REBASE_COPY_DEV: int
VIR_DOMAIN_BLOCK_REBASE_COPY_RAW: int
VIR_DOMAIN_BLOCK_REBASE_RELATIVE: int
VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT: int
VIR_DOMAIN_BLOCK_REBASE_SHALLOW: int
VIR_DOMAIN_BLOCK_RESIZE_BYTES: int
VIR_DOMAIN_CHANNEL_FORCE: int
VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE: int
VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE: int
VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE: int
VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN: int
VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY: int
VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY: int
VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS: int
VIR_DOMAIN_CHECKPOINT_LIST_LEAVES: int
VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES: int
VIR_DOMAIN_CHECKPOINT_LIST_ROOTS: int
VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL: int
VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN: int
VIR_DOMAIN_CHECKPOINT_XML_SECURE: int
VIR_DOMAIN_CHECKPOINT_XML_SIZE: int
VIR_DOMAIN_CONSOLE_FORCE: int
VIR_DOMAIN_CONSOLE_SAFE: int
VIR_DOMAIN_CONTROL_ERROR: int
VIR_DOMAIN_CONTROL_ERROR_REASON_INTERNAL: int
VIR_DOMAIN_CONTROL_ERROR_REASON_MONITOR: int
VIR_DOMAIN_CONTROL_ERROR_REASON_NONE: int
VIR_DOMAIN_CONTROL_ERROR_REASON_UNKNOWN: int
VIR_DOMAIN_CONTROL_JOB: int
VIR_DOMAIN_CONTROL_OCCUPIED: int
VIR_DOMAIN_CONTROL_OK: int
VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO: int
VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY: int
VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB: int
VIR_DOMAIN_CORE_DUMP_FORMAT_RAW: int
VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP: int
VIR_DOMAIN_CRASHED: int
VIR_DOMAIN_CRASHED_PANICKED: int
VIR_DOMAIN_CRASHED_UNKNOWN: int
VIR_DOMAIN_DEFINE_VALIDATE: int
VIR_DOMAIN_DESTROY_DEFAULT: int
VIR_DOMAIN_DESTROY_GRACEFUL: int
VIR_DOMAIN_DESTROY_REMOVE_LOGS: int
VIR_DOMAIN_DEVICE_MODIFY_CONFIG: int
VIR_DOMAIN_DEVICE_MODIFY_CURRENT: int
VIR_DOMAIN_DEVICE_MODIFY_FORCE: int
VIR_DOMAIN_DEVICE_MODIFY_LIVE: int
VIR_DOMAIN_DIRTYRATE_MEASURED: int
VIR_DOMAIN_DIRTYRATE_MEASURING: int
VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP: int
VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING: int
VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING: int
VIR_DOMAIN_DIRTYRATE_UNSTARTED: int
VIR_DOMAIN_DISK_ERROR_NONE: int
VIR_DOMAIN_DISK_ERROR_NO_SPACE: int
VIR_DOMAIN_DISK_ERROR_UNSPEC: int
VIR_DOMAIN_EVENT_CRASHED: int
VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED: int
VIR_DOMAIN_EVENT_CRASHED_PANICKED: int
VIR_DOMAIN_EVENT_DEFINED: int
VIR_DOMAIN_EVENT_DEFINED_ADDED: int
VIR_DOMAIN_EVENT_DEFINED_FROM_SNAPSHOT: int
VIR_DOMAIN_EVENT_DEFINED_RENAMED: int
VIR_DOMAIN_EVENT_DEFINED_UPDATED: int
VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START: int
VIR_DOMAIN_EVENT_DISK_DROP_MISSING_ON_START: int
VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4: int
VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV6: int
VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_UNIX: int
VIR_DOMAIN_EVENT_GRAPHICS_CONNECT: int
VIR_DOMAIN_EVENT_GRAPHICS_DISCONNECT: int
VIR_DOMAIN_EVENT_GRAPHICS_INITIALIZE: int
VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE: int
VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE: int
VIR_DOMAIN_EVENT_ID_BLOCK_JOB: int
VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2: int
VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD: int
VIR_DOMAIN_EVENT_ID_CONTROL_ERROR: int
VIR_DOMAIN_EVENT_ID_DEVICE_ADDED: int
VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED: int
VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED: int
VIR_DOMAIN_EVENT_ID_DISK_CHANGE: int
VIR_DOMAIN_EVENT_ID_GRAPHICS: int
VIR_DOMAIN_EVENT_ID_IO_ERROR: int
VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON: int
VIR_DOMAIN_EVENT_ID_JOB_COMPLETED: int
VIR_DOMAIN_EVENT_ID_LIFECYCLE: int
VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE: int
VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE: int
VIR_DOMAIN_EVENT_ID_METADATA_CHANGE: int
VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION: int
VIR_DOMAIN_EVENT_ID_PMSUSPEND: int
VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK: int
VIR_DOMAIN_EVENT_ID_PMWAKEUP: int
VIR_DOMAIN_EVENT_ID_REBOOT: int
VIR_DOMAIN_EVENT_ID_RTC_CHANGE: int
VIR_DOMAIN_EVENT_ID_TRAY_CHANGE: int
VIR_DOMAIN_EVENT_ID_TUNABLE: int
VIR_DOMAIN_EVENT_ID_WATCHDOG: int
VIR_DOMAIN_EVENT_IO_ERROR_NONE: int
VIR_DOMAIN_EVENT_IO_ERROR_PAUSE: int
VIR_DOMAIN_EVENT_IO_ERROR_REPORT: int
VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_FATAL: int
VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_IGNORE: int
VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_INJECT: int
VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_RESET: int
VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_GUEST: int
VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_HYPERVISOR: int
VIR_DOMAIN_EVENT_PMSUSPENDED: int
VIR_DOMAIN_EVENT_PMSUSPENDED_DISK: int
VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY: int
VIR_DOMAIN_EVENT_RESUMED: int
VIR_DOMAIN_EVENT_RESUMED_FROM_SNAPSHOT: int
VIR_DOMAIN_EVENT_RESUMED_MIGRATED: int
VIR_DOMAIN_EVENT_RESUMED_POSTCOPY: int
VIR_DOMAIN_EVENT_RESUMED_POSTCOPY_FAILED: int
VIR_DOMAIN_EVENT_RESUMED_UNPAUSED: int
VIR_DOMAIN_EVENT_SHUTDOWN: int
VIR_DOMAIN_EVENT_SHUTDOWN_FINISHED: int
VIR_DOMAIN_EVENT_SHUTDOWN_GUEST: int
VIR_DOMAIN_EVENT_SHUTDOWN_HOST: int
VIR_DOMAIN_EVENT_STARTED: int
VIR_DOMAIN_EVENT_STARTED_BOOTED: int
VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT: int
VIR_DOMAIN_EVENT_STARTED_MIGRATED: int
VIR_DOMAIN_EVENT_STARTED_RESTORED: int
VIR_DOMAIN_EVENT_STARTED_WAKEUP: int
VIR_DOMAIN_EVENT_STOPPED: int
VIR_DOMAIN_EVENT_STOPPED_CRASHED: int
VIR_DOMAIN_EVENT_STOPPED_DESTROYED: int
VIR_DOMAIN_EVENT_STOPPED_FAILED: int
VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT: int
VIR_DOMAIN_EVENT_STOPPED_MIGRATED: int
VIR_DOMAIN_EVENT_STOPPED_SAVED: int
VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN: int
VIR_DOMAIN_EVENT_SUSPENDED: int
VIR_DOMAIN_EVENT_SUSPENDED_API_ERROR: int
VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT: int
VIR_DOMAIN_EVENT_SUSPENDED_IOERROR: int
VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED: int
VIR_DOMAIN_EVENT_SUSPENDED_PAUSED: int
VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY: int
VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY_FAILED: int
VIR_DOMAIN_EVENT_SUSPENDED_RESTORED: int
VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG: int
VIR_DOMAIN_EVENT_TRAY_CHANGE_CLOSE: int
VIR_DOMAIN_EVENT_TRAY_CHANGE_OPEN: int
VIR_DOMAIN_EVENT_UNDEFINED: int
VIR_DOMAIN_EVENT_UNDEFINED_REMOVED: int
VIR_DOMAIN_EVENT_UNDEFINED_RENAMED: int
VIR_DOMAIN_EVENT_WATCHDOG_DEBUG: int
VIR_DOMAIN_EVENT_WATCHDOG_INJECTNMI: int
VIR_DOMAIN_EVENT_WATCHDOG_NONE: int
VIR_DOMAIN_EVENT_WATCHDOG_PAUSE: int
VIR_DOMAIN_EVENT_WATCHDOG_POWEROFF: int
VIR_DOMAIN_EVENT_WATCHDOG_RESET: int
VIR_DOMAIN_EVENT_WATCHDOG_SHUTDOWN: int
VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE: int
VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE: int
VIR_DOMAIN_GET_HOSTNAME_AGENT: int
VIR_DOMAIN_GET_HOSTNAME_LEASE: int
VIR_DOMAIN_GUEST_INFO_DISKS: int
VIR_DOMAIN_GUEST_INFO_FILESYSTEM: int
VIR_DOMAIN_GUEST_INFO_HOSTNAME: int
VIR_DOMAIN_GUEST_INFO_INTERFACES: int
VIR_DOMAIN_GUEST_INFO_OS: int
VIR_DOMAIN_GUEST_INFO_TIMEZONE: int
VIR_DOMAIN_GUEST_INFO_USERS: int
VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT: int
VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP: int
VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE: int
VIR_DOMAIN_JOB_BOUNDED: int
VIR_DOMAIN_JOB_CANCELLED: int
VIR_DOMAIN_JOB_COMPLETED: int
VIR_DOMAIN_JOB_FAILED: int
VIR_DOMAIN_JOB_NONE: int
VIR_DOMAIN_JOB_OPERATION_BACKUP: int
VIR_DOMAIN_JOB_OPERATION_DUMP: int
VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN: int
VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT: int
VIR_DOMAIN_JOB_OPERATION_RESTORE: int
VIR_DOMAIN_JOB_OPERATION_SAVE: int
VIR_DOMAIN_JOB_OPERATION_SNAPSHOT: int
VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE: int
VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT: int
VIR_DOMAIN_JOB_OPERATION_START: int
VIR_DOMAIN_JOB_OPERATION_UNKNOWN: int
VIR_DOMAIN_JOB_STATS_COMPLETED: int
VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED: int
VIR_DOMAIN_JOB_UNBOUNDED: int
VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY: int
VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART: int
VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY: int
VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE: int
VIR_DOMAIN_LIFECYCLE_ACTION_RESTART: int
VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME: int
VIR_DOMAIN_LIFECYCLE_CRASH: int
VIR_DOMAIN_LIFECYCLE_POWEROFF: int
VIR_DOMAIN_LIFECYCLE_REBOOT: int
VIR_DOMAIN_MEMORY_FAILURE_ACTION_REQUIRED: int
VIR_DOMAIN_MEMORY_FAILURE_RECURSIVE: int
VIR_DOMAIN_MEMORY_PARAM_BOOLEAN: int
VIR_DOMAIN_MEMORY_PARAM_DOUBLE: int
VIR_DOMAIN_MEMORY_PARAM_INT: int
VIR_DOMAIN_MEMORY_PARAM_LLONG: int
VIR_DOMAIN_MEMORY_PARAM_UINT: int
VIR_DOMAIN_MEMORY_PARAM_ULLONG: int
VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON: int
VIR_DOMAIN_MEMORY_STAT_AVAILABLE: int
VIR_DOMAIN_MEMORY_STAT_DISK_CACHES: int
VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC: int
VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL: int
VIR_DOMAIN_MEMORY_STAT_LAST: int
VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE: int
VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT: int
VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT: int
VIR_DOMAIN_MEMORY_STAT_NR: int
VIR_DOMAIN_MEMORY_STAT_RSS: int
VIR_DOMAIN_MEMORY_STAT_SWAP_IN: int
VIR_DOMAIN_MEMORY_STAT_SWAP_OUT: int
VIR_DOMAIN_MEMORY_STAT_UNUSED: int
VIR_DOMAIN_MEMORY_STAT_USABLE: int
VIR_DOMAIN_MEM_CONFIG: int
VIR_DOMAIN_MEM_CURRENT: int
VIR_DOMAIN_MEM_LIVE: int
VIR_DOMAIN_MEM_MAXIMUM: int
VIR_DOMAIN_MESSAGE_DEPRECATION: int
VIR_DOMAIN_MESSAGE_TAINTING: int
VIR_DOMAIN_METADATA_DESCRIPTION: int
VIR_DOMAIN_METADATA_ELEMENT: int
VIR_DOMAIN_METADATA_TITLE: int
VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY: int
VIR_DOMAIN_NONE: int
VIR_DOMAIN_NOSTATE: int
VIR_DOMAIN_NOSTATE_UNKNOWN: int
VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE: int
VIR_DOMAIN_NUMATUNE_MEM_PREFERRED: int
VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE: int
VIR_DOMAIN_NUMATUNE_MEM_STRICT: int
VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH: int
VIR_DOMAIN_PASSWORD_ENCRYPTED: int
VIR_DOMAIN_PAUSED: int
VIR_DOMAIN_PAUSED_CRASHED: int
VIR_DOMAIN_PAUSED_DUMP: int
VIR_DOMAIN_PAUSED_FROM_SNAPSHOT: int
VIR_DOMAIN_PAUSED_IOERROR: int
VIR_DOMAIN_PAUSED_MIGRATION: int
VIR_DOMAIN_PAUSED_POSTCOPY: int
VIR_DOMAIN_PAUSED_POSTCOPY_FAILED: int
VIR_DOMAIN_PAUSED_SAVE: int
VIR_DOMAIN_PAUSED_SHUTTING_DOWN: int
VIR_DOMAIN_PAUSED_SNAPSHOT: int
VIR_DOMAIN_PAUSED_STARTING_UP: int
VIR_DOMAIN_PAUSED_UNKNOWN: int
VIR_DOMAIN_PAUSED_USER: int
VIR_DOMAIN_PAUSED_WATCHDOG: int
VIR_DOMAIN_PMSUSPENDED: int
VIR_DOMAIN_PMSUSPENDED_DISK_UNKNOWN: int
VIR_DOMAIN_PMSUSPENDED_UNKNOWN: int
VIR_DOMAIN_PROCESS_SIGNAL_ABRT: int
VIR_DOMAIN_PROCESS_SIGNAL_ALRM: int
VIR_DOMAIN_PROCESS_SIGNAL_BUS: int
VIR_DOMAIN_PROCESS_SIGNAL_CHLD: int
VIR_DOMAIN_PROCESS_SIGNAL_CONT: int
VIR_DOMAIN_PROCESS_SIGNAL_FPE: int
VIR_DOMAIN_PROCESS_SIGNAL_HUP: int
VIR_DOMAIN_PROCESS_SIGNAL_ILL: int
VIR_DOMAIN_PROCESS_SIGNAL_INT: int
VIR_DOMAIN_PROCESS_SIGNAL_KILL: int
VIR_DOMAIN_PROCESS_SIGNAL_NOP: int
VIR_DOMAIN_PROCESS_SIGNAL_PIPE: int
VIR_DOMAIN_PROCESS_SIGNAL_POLL: int
VIR_DOMAIN_PROCESS_SIGNAL_PROF: int
VIR_DOMAIN_PROCESS_SIGNAL_PWR: int
VIR_DOMAIN_PROCESS_SIGNAL_QUIT: int
VIR_DOMAIN_PROCESS_SIGNAL_RT0: int
VIR_DOMAIN_PROCESS_SIGNAL_RT1: int
VIR_DOMAIN_PROCESS_SIGNAL_RT10: int
VIR_DOMAIN_PROCESS_SIGNAL_RT11: int
VIR_DOMAIN_PROCESS_SIGNAL_RT12: int
VIR_DOMAIN_PROCESS_SIGNAL_RT13: int
VIR_DOMAIN_PROCESS_SIGNAL_RT14: int
VIR_DOMAIN_PROCESS_SIGNAL_RT15: int
VIR_DOMAIN_PROCESS_SIGNAL_RT16: int
VIR_DOMAIN_PROCESS_SIGNAL_RT17: int
VIR_DOMAIN_PROCESS_SIGNAL_RT18: int
VIR_DOMAIN_PROCESS_SIGNAL_RT19: int
VIR_DOMAIN_PROCESS_SIGNAL_RT2: int
VIR_DOMAIN_PROCESS_SIGNAL_RT20: int
VIR_DOMAIN_PROCESS_SIGNAL_RT21: int
VIR_DOMAIN_PROCESS_SIGNAL_RT22: int
VIR_DOMAIN_PROCESS_SIGNAL_RT23: int
VIR_DOMAIN_PROCESS_SIGNAL_RT24: int
VIR_DOMAIN_PROCESS_SIGNAL_RT25: int
VIR_DOMAIN_PROCESS_SIGNAL_RT26: int
VIR_DOMAIN_PROCESS_SIGNAL_RT27: int
VIR_DOMAIN_PROCESS_SIGNAL_RT28: int
VIR_DOMAIN_PROCESS_SIGNAL_RT29: int
VIR_DOMAIN_PROCESS_SIGNAL_RT3: int
VIR_DOMAIN_PROCESS_SIGNAL_RT30: int
VIR_DOMAIN_PROCESS_SIGNAL_RT31: int
VIR_DOMAIN_PROCESS_SIGNAL_RT32: int
VIR_DOMAIN_PROCESS_SIGNAL_RT4: int
VIR_DOMAIN_PROCESS_SIGNAL_RT5: int
VIR_DOMAIN_PROCESS_SIGNAL_RT6: int
VIR_DOMAIN_PROCESS_SIGNAL_RT7: int
VIR_DOMAIN_PROCESS_SIGNAL_RT8: int
VIR_DOMAIN_PROCESS_SIGNAL_RT9: int
VIR_DOMAIN_PROCESS_SIGNAL_SEGV: int
VIR_DOMAIN_PROCESS_SIGNAL_STKFLT: int
VIR_DOMAIN_PROCESS_SIGNAL_STOP: int
VIR_DOMAIN_PROCESS_SIGNAL_SYS: int
VIR_DOMAIN_PROCESS_SIGNAL_TERM: int
VIR_DOMAIN_PROCESS_SIGNAL_TRAP: int
VIR_DOMAIN_PROCESS_SIGNAL_TSTP: int
VIR_DOMAIN_PROCESS_SIGNAL_TTIN: int
VIR_DOMAIN_PROCESS_SIGNAL_TTOU: int
VIR_DOMAIN_PROCESS_SIGNAL_URG: int
VIR_DOMAIN_PROCESS_SIGNAL_USR1: int
VIR_DOMAIN_PROCESS_SIGNAL_USR2: int
VIR_DOMAIN_PROCESS_SIGNAL_VTALRM: int
VIR_DOMAIN_PROCESS_SIGNAL_WINCH: int
VIR_DOMAIN_PROCESS_SIGNAL_XCPU: int
VIR_DOMAIN_PROCESS_SIGNAL_XFSZ: int
VIR_DOMAIN_REBOOT_ACPI_POWER_BTN: int
VIR_DOMAIN_REBOOT_DEFAULT: int
VIR_DOMAIN_REBOOT_GUEST_AGENT: int
VIR_DOMAIN_REBOOT_INITCTL: int
VIR_DOMAIN_REBOOT_PARAVIRT: int
VIR_DOMAIN_REBOOT_SIGNAL: int
VIR_DOMAIN_RUNNING: int
VIR_DOMAIN_RUNNING_BOOTED: int
VIR_DOMAIN_RUNNING_CRASHED: int
VIR_DOMAIN_RUNNING_FROM_SNAPSHOT: int
VIR_DOMAIN_RUNNING_MIGRATED: int
VIR_DOMAIN_RUNNING_MIGRATION_CANCELED: int
VIR_DOMAIN_RUNNING_POSTCOPY: int
VIR_DOMAIN_RUNNING_POSTCOPY_FAILED: int
VIR_DOMAIN_RUNNING_RESTORED: int
VIR_DOMAIN_RUNNING_SAVE_CANCELED: int
VIR_DOMAIN_RUNNING_UNKNOWN: int
VIR_DOMAIN_RUNNING_UNPAUSED: int
VIR_DOMAIN_RUNNING_WAKEUP: int
VIR_DOMAIN_SAVE_BYPASS_CACHE: int
VIR_DOMAIN_SAVE_IMAGE_XML_SECURE: int
VIR_DOMAIN_SAVE_PAUSED: int
VIR_DOMAIN_SAVE_RESET_NVRAM: int
VIR_DOMAIN_SAVE_RUNNING: int
VIR_DOMAIN_SCHED_FIELD_BOOLEAN: int
VIR_DOMAIN_SCHED_FIELD_DOUBLE: int
VIR_DOMAIN_SCHED_FIELD_INT: int
VIR_DOMAIN_SCHED_FIELD_LLONG: int
VIR_DOMAIN_SCHED_FIELD_UINT: int
VIR_DOMAIN_SCHED_FIELD_ULLONG: int
VIR_DOMAIN_SHUTDOWN: int
VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN: int
VIR_DOMAIN_SHUTDOWN_DEFAULT: int
VIR_DOMAIN_SHUTDOWN_GUEST_AGENT: int
VIR_DOMAIN_SHUTDOWN_INITCTL: int
VIR_DOMAIN_SHUTDOWN_PARAVIRT: int
VIR_DOMAIN_SHUTDOWN_SIGNAL: int
VIR_DOMAIN_SHUTDOWN_UNKNOWN: int
VIR_DOMAIN_SHUTDOWN_USER: int
VIR_DOMAIN_SHUTOFF: int
VIR_DOMAIN_SHUTOFF_CRASHED: int
VIR_DOMAIN_SHUTOFF_DAEMON: int
VIR_DOMAIN_SHUTOFF_DESTROYED: int
VIR_DOMAIN_SHUTOFF_FAILED: int
VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT: int
VIR_DOMAIN_SHUTOFF_MIGRATED: int
VIR_DOMAIN_SHUTOFF_SAVED: int
VIR_DOMAIN_SHUTOFF_SHUTDOWN: int
VIR_DOMAIN_SHUTOFF_UNKNOWN: int
VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC: int
VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT: int
VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY: int
VIR_DOMAIN_SNAPSHOT_CREATE_HALT: int
VIR_DOMAIN_SNAPSHOT_CREATE_LIVE: int
VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA: int
VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE: int
VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE: int
VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT: int
VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE: int
VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN: int
VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY: int
VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY: int
VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE: int
VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS: int
VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY: int
VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL: int
VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE: int
VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL: int
VIR_DOMAIN_SNAPSHOT_LIST_LEAVES: int
VIR_DOMAIN_SNAPSHOT_LIST_METADATA: int
VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES: int
VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA: int
VIR_DOMAIN_SNAPSHOT_LIST_ROOTS: int
VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL: int
VIR_DOMAIN_SNAPSHOT_REVERT_FORCE: int
VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED: int
VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM: int
VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING: int
VIR_DOMAIN_SNAPSHOT_XML_SECURE: int
VIR_DOMAIN_START_AUTODESTROY: int
VIR_DOMAIN_START_BYPASS_CACHE: int
VIR_DOMAIN_START_FORCE_BOOT: int
VIR_DOMAIN_START_PAUSED: int
VIR_DOMAIN_START_RESET_NVRAM: int
VIR_DOMAIN_START_VALIDATE: int
VIR_DOMAIN_STATS_BALLOON: int
VIR_DOMAIN_STATS_BLOCK: int
VIR_DOMAIN_STATS_CPU_TOTAL: int
VIR_DOMAIN_STATS_DIRTYRATE: int
VIR_DOMAIN_STATS_INTERFACE: int
VIR_DOMAIN_STATS_IOTHREAD: int
VIR_DOMAIN_STATS_MEMORY: int
VIR_DOMAIN_STATS_PERF: int
VIR_DOMAIN_STATS_STATE: int
VIR_DOMAIN_STATS_VCPU: int
VIR_DOMAIN_STATS_VM: int
VIR_DOMAIN_TIME_SYNC: int
VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA: int
VIR_DOMAIN_UNDEFINE_KEEP_NVRAM: int
VIR_DOMAIN_UNDEFINE_KEEP_TPM: int
VIR_DOMAIN_UNDEFINE_MANAGED_SAVE: int
VIR_DOMAIN_UNDEFINE_NVRAM: int
VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA: int
VIR_DOMAIN_UNDEFINE_TPM: int
VIR_DOMAIN_VCPU_CONFIG: int
VIR_DOMAIN_VCPU_CURRENT: int
VIR_DOMAIN_VCPU_GUEST: int
VIR_DOMAIN_VCPU_HOTPLUGGABLE: int
VIR_DOMAIN_VCPU_LIVE: int
VIR_DOMAIN_VCPU_MAXIMUM: int
VIR_DOMAIN_XML_INACTIVE: int
VIR_DOMAIN_XML_MIGRATABLE: int
VIR_DOMAIN_XML_SECURE: int
VIR_DOMAIN_XML_UPDATE_CPU: int
VIR_DUMP_BYPASS_CACHE: int
VIR_DUMP_CRASH: int
VIR_DUMP_LIVE: int
VIR_DUMP_MEMORY_ONLY: int
VIR_DUMP_RESET: int
VIR_ERR_ACCESS_DENIED: int
VIR_ERR_AGENT_UNRESPONSIVE: int
VIR_ERR_AGENT_UNSYNCED: int
VIR_ERR_ARGUMENT_UNSUPPORTED: int
VIR_ERR_AUTH_CANCELLED: int
VIR_ERR_AUTH_FAILED: int
VIR_ERR_AUTH_UNAVAILABLE: int
VIR_ERR_BLOCK_COPY_ACTIVE: int
VIR_ERR_BUILD_FIREWALL: int
VIR_ERR_CALL_FAILED: int
VIR_ERR_CHECKPOINT_INCONSISTENT: int
VIR_ERR_CONFIG_UNSUPPORTED: int
VIR_ERR_CONF_SYNTAX: int
VIR_ERR_CPU_INCOMPATIBLE: int
VIR_ERR_DBUS_SERVICE: int
VIR_ERR_DEVICE_MISSING: int
VIR_ERR_DOM_EXIST: int
VIR_ERR_DRIVER_FULL: int
VIR_ERR_ERROR: int
VIR_ERR_GET_FAILED: int
VIR_ERR_GNUTLS_ERROR: int
VIR_ERR_HOOK_SCRIPT_FAILED: int
VIR_ERR_HTTP_ERROR: int
VIR_ERR_INTERNAL_ERROR: int
VIR_ERR_INVALID_ARG: int
VIR_ERR_INVALID_CONN: int
VIR_ERR_INVALID_DOMAIN: int
VIR_ERR_INVALID_DOMAIN_CHECKPOINT: int
VIR_ERR_INVALID_DOMAIN_SNAPSHOT: int
VIR_ERR_INVALID_INTERFACE: int
VIR_ERR_INVALID_MAC: int
VIR_ERR_INVALID_NETWORK: int
VIR_ERR_INVALID_NETWORK_PORT: int
VIR_ERR_INVALID_NODE_DEVICE: int
VIR_ERR_INVALID_NWFILTER: int
VIR_ERR_INVALID_NWFILTER_BINDING: int
VIR_ERR_INVALID_SECRET: int
VIR_ERR_INVALID_STORAGE_POOL: int
VIR_ERR_INVALID_STORAGE_VOL: int
VIR_ERR_INVALID_STREAM: int
VIR_ERR_LIBSSH: int
VIR_ERR_MIGRATE_FINISH_OK: int
VIR_ERR_MIGRATE_PERSIST_FAILED: int
VIR_ERR_MIGRATE_UNSAFE: int
VIR_ERR_MULTIPLE_DOMAINS: int
VIR_ERR_MULTIPLE_INTERFACES: int
VIR_ERR_NETWORK_EXIST: int
VIR_ERR_NETWORK_PORT_EXIST: int
VIR_ERR_NONE: int
VIR_ERR_NO_CLIENT: int
VIR_ERR_NO_CONNECT: int
VIR_ERR_NO_DEVICE: int
VIR_ERR_NO_DOMAIN: int
VIR_ERR_NO_DOMAIN_BACKUP: int
VIR_ERR_NO_DOMAIN_CHECKPOINT: int
VIR_ERR_NO_DOMAIN_METADATA: int
VIR_ERR_NO_DOMAIN_SNAPSHOT: int
VIR_ERR_NO_HOSTNAME: int
VIR_ERR_NO_INTERFACE: int
VIR_ERR_NO_KERNEL: int
VIR_ERR_NO_MEMORY: int
VIR_ERR_NO_NAME: int
VIR_ERR_NO_NETWORK: int
VIR_ERR_NO_NETWORK_PORT: int
VIR_ERR_NO_NODE_DEVICE: int
VIR_ERR_NO_NWFILTER: int
VIR_ERR_NO_NWFILTER_BINDING: int
VIR_ERR_NO_OS: int
VIR_ERR_NO_ROOT: int
VIR_ERR_NO_SECRET: int
VIR_ERR_NO_SECURITY_MODEL: int
VIR_ERR_NO_SERVER: int
VIR_ERR_NO_SOURCE: int
VIR_ERR_NO_STORAGE_POOL: int
VIR_ERR_NO_STORAGE_VOL: int
VIR_ERR_NO_SUPPORT: int
VIR_ERR_NO_TARGET: int
VIR_ERR_NO_XEN: int
VIR_ERR_NO_XENSTORE: int
VIR_ERR_OK: int
VIR_ERR_OPEN_FAILED: int
VIR_ERR_OPERATION_ABORTED: int
VIR_ERR_OPERATION_DENIED: int
VIR_ERR_OPERATION_FAILED: int
VIR_ERR_OPERATION_INVALID: int
VIR_ERR_OPERATION_TIMEOUT: int
VIR_ERR_OPERATION_UNSUPPORTED: int
VIR_ERR_OS_TYPE: int
VIR_ERR_OVERFLOW: int
VIR_ERR_PARSE_FAILED: int
VIR_ERR_POST_FAILED: int
VIR_ERR_READ_FAILED: int
VIR_ERR_RESOURCE_BUSY: int
VIR_ERR_RPC: int
VIR_ERR_SEXPR_SERIAL: int
VIR_ERR_SNAPSHOT_REVERT_RISKY: int
VIR_ERR_SSH: int
VIR_ERR_STORAGE_POOL_BUILT: int
VIR_ERR_STORAGE_PROBE_FAILED: int
VIR_ERR_STORAGE_VOL_EXIST: int
VIR_ERR_SYSTEM_ERROR: int
VIR_ERR_UNKNOWN_HOST: int
VIR_ERR_WARNING: int
VIR_ERR_WRITE_FAILED: int
VIR_ERR_XEN_CALL: int
VIR_ERR_XML_DETAIL: int
VIR_ERR_XML_ERROR: int
VIR_ERR_XML_INVALID_SCHEMA: int
VIR_EVENT_HANDLE_ERROR: int
VIR_EVENT_HANDLE_HANGUP: int
VIR_EVENT_HANDLE_READABLE: int
VIR_EVENT_HANDLE_WRITABLE: int
VIR_FROM_ACCESS: int
VIR_FROM_ADMIN: int
VIR_FROM_AUDIT: int
VIR_FROM_AUTH: int
VIR_FROM_BHYVE: int
VIR_FROM_BPF: int
VIR_FROM_CAPABILITIES: int
VIR_FROM_CGROUP: int
VIR_FROM_CH: int
VIR_FROM_CONF: int
VIR_FROM_CPU: int
VIR_FROM_CRYPTO: int
VIR_FROM_DBUS: int
VIR_FROM_DEVICE: int
VIR_FROM_DOM: int
VIR_FROM_DOMAIN: int
VIR_FROM_DOMAIN_CHECKPOINT: int
VIR_FROM_DOMAIN_SNAPSHOT: int
VIR_FROM_ESX: int
VIR_FROM_EVENT: int
VIR_FROM_FIREWALL: int
VIR_FROM_FIREWALLD: int
VIR_FROM_HOOK: int
VIR_FROM_HYPERV: int
VIR_FROM_IDENTITY: int
VIR_FROM_INITCTL: int
VIR_FROM_INTERFACE: int
VIR_FROM_LIBSSH: int
VIR_FROM_LIBXL: int
VIR_FROM_LOCKING: int
VIR_FROM_LOCKSPACE: int
VIR_FROM_LOGGING: int
VIR_FROM_LXC: int
VIR_FROM_NET: int
VIR_FROM_NETWORK: int
VIR_FROM_NODEDEV: int
VIR_FROM_NONE: int
VIR_FROM_NWFILTER: int
VIR_FROM_ONE: int
VIR_FROM_OPENVZ: int
VIR_FROM_PARALLELS: int
VIR_FROM_PERF: int
VIR_FROM_PHYP: int
VIR_FROM_POLKIT: int
VIR_FROM_PROXY: int
VIR_FROM_QEMU: int
VIR_FROM_REMOTE: int
VIR_FROM_RESCTRL: int
VIR_FROM_RPC: int
VIR_FROM_SECRET: int
VIR_FROM_SECURITY: int
VIR_FROM_SEXPR: int
VIR_FROM_SSH: int
VIR_FROM_STATS_LINUX: int
VIR_FROM_STORAGE: int
VIR_FROM_STREAMS: int
VIR_FROM_SYSINFO: int
VIR_FROM_SYSTEMD: int
VIR_FROM_TEST: int
VIR_FROM_THREAD: int
VIR_FROM_TPM: int
VIR_FROM_UML: int
VIR_FROM_URI: int
VIR_FROM_VBOX: int
VIR_FROM_VMWARE: int
VIR_FROM_XEN: int
VIR_FROM_XENAPI: int
VIR_FROM_XEND: int
VIR_FROM_XENSTORE: int
VIR_FROM_XENXL: int
VIR_FROM_XENXM: int
VIR_FROM_XEN_INOTIFY: int
VIR_FROM_XML: int
VIR_IP_ADDR_TYPE_IPV4: int
VIR_IP_ADDR_TYPE_IPV6: int
VIR_KEYCODE_SET_ATSET1: int
VIR_KEYCODE_SET_ATSET2: int
VIR_KEYCODE_SET_ATSET3: int
VIR_KEYCODE_SET_LINUX: int
VIR_KEYCODE_SET_OSX: int
VIR_KEYCODE_SET_QNUM: int
VIR_KEYCODE_SET_USB: int
VIR_KEYCODE_SET_WIN32: int
VIR_KEYCODE_SET_XT: int
VIR_KEYCODE_SET_XT_KBD: int
VIR_MIGRATE_ABORT_ON_ERROR: int
VIR_MIGRATE_AUTO_CONVERGE: int
VIR_MIGRATE_CHANGE_PROTECTION: int
VIR_MIGRATE_COMPRESSED: int
VIR_MIGRATE_LIVE: int
VIR_MIGRATE_NON_SHARED_DISK: int
VIR_MIGRATE_NON_SHARED_INC: int
VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES: int
VIR_MIGRATE_OFFLINE: int
VIR_MIGRATE_PARALLEL: int
VIR_MIGRATE_PAUSED: int
VIR_MIGRATE_PEER2PEER: int
VIR_MIGRATE_PERSIST_DEST: int
VIR_MIGRATE_POSTCOPY: int
VIR_MIGRATE_POSTCOPY_RESUME: int
VIR_MIGRATE_RDMA_PIN_ALL: int
VIR_MIGRATE_TLS: int
VIR_MIGRATE_TUNNELLED: int
VIR_MIGRATE_UNDEFINE_SOURCE: int
VIR_MIGRATE_UNSAFE: int
VIR_MIGRATE_ZEROCOPY: int
VIR_NETWORK_CREATE_VALIDATE: int
VIR_NETWORK_DEFINE_VALIDATE: int
VIR_NETWORK_EVENT_DEFINED: int
VIR_NETWORK_EVENT_ID_LIFECYCLE: int
VIR_NETWORK_EVENT_STARTED: int
VIR_NETWORK_EVENT_STOPPED: int
VIR_NETWORK_EVENT_UNDEFINED: int
VIR_NETWORK_PORT_CREATE_RECLAIM: int
VIR_NETWORK_PORT_CREATE_VALIDATE: int
VIR_NETWORK_SECTION_BRIDGE: int
VIR_NETWORK_SECTION_DNS_HOST: int
VIR_NETWORK_SECTION_DNS_SRV: int
VIR_NETWORK_SECTION_DNS_TXT: int
VIR_NETWORK_SECTION_DOMAIN: int
VIR_NETWORK_SECTION_FORWARD: int
VIR_NETWORK_SECTION_FORWARD_INTERFACE: int
VIR_NETWORK_SECTION_FORWARD_PF: int
VIR_NETWORK_SECTION_IP: int
VIR_NETWORK_SECTION_IP_DHCP_HOST: int
VIR_NETWORK_SECTION_IP_DHCP_RANGE: int
VIR_NETWORK_SECTION_NONE: int
VIR_NETWORK_SECTION_PORTGROUP: int
VIR_NETWORK_UPDATE_AFFECT_CONFIG: int
VIR_NETWORK_UPDATE_AFFECT_CURRENT: int
VIR_NETWORK_UPDATE_AFFECT_LIVE: int
VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST: int
VIR_NETWORK_UPDATE_COMMAND_ADD_LAST: int
VIR_NETWORK_UPDATE_COMMAND_DELETE: int
VIR_NETWORK_UPDATE_COMMAND_MODIFY: int
VIR_NETWORK_UPDATE_COMMAND_NONE: int
VIR_NETWORK_XML_INACTIVE: int
VIR_NODE_CPU_STATS_ALL_CPUS: int
VIR_NODE_DEVICE_CREATE_XML_VALIDATE: int
VIR_NODE_DEVICE_DEFINE_XML_VALIDATE: int
VIR_NODE_DEVICE_EVENT_CREATED: int
VIR_NODE_DEVICE_EVENT_DEFINED: int
VIR_NODE_DEVICE_EVENT_DELETED: int
VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE: int
VIR_NODE_DEVICE_EVENT_ID_UPDATE: int
VIR_NODE_DEVICE_EVENT_UNDEFINED: int
VIR_NODE_MEMORY_STATS_ALL_CELLS: int
VIR_SECRET_DEFINE_VALIDATE: int
VIR_SECRET_EVENT_DEFINED: int
VIR_SECRET_EVENT_ID_LIFECYCLE: int
VIR_SECRET_EVENT_ID_VALUE_CHANGED: int
VIR_SECRET_EVENT_UNDEFINED: int
VIR_SECRET_USAGE_TYPE_CEPH: int
VIR_SECRET_USAGE_TYPE_ISCSI: int
VIR_SECRET_USAGE_TYPE_NONE: int
VIR_SECRET_USAGE_TYPE_TLS: int
VIR_SECRET_USAGE_TYPE_VOLUME: int
VIR_SECRET_USAGE_TYPE_VTPM: int
VIR_STORAGE_POOL_BUILDING: int
VIR_STORAGE_POOL_BUILD_NEW: int
VIR_STORAGE_POOL_BUILD_NO_OVERWRITE: int
VIR_STORAGE_POOL_BUILD_OVERWRITE: int
VIR_STORAGE_POOL_BUILD_REPAIR: int
VIR_STORAGE_POOL_BUILD_RESIZE: int
VIR_STORAGE_POOL_CREATE_NORMAL: int
VIR_STORAGE_POOL_CREATE_WITH_BUILD: int
VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE: int
VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE: int
VIR_STORAGE_POOL_DEFINE_VALIDATE: int
VIR_STORAGE_POOL_DEGRADED: int
VIR_STORAGE_POOL_DELETE_NORMAL: int
VIR_STORAGE_POOL_DELETE_ZEROED: int
VIR_STORAGE_POOL_EVENT_CREATED: int
VIR_STORAGE_POOL_EVENT_DEFINED: int
VIR_STORAGE_POOL_EVENT_DELETED: int
VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE: int
VIR_STORAGE_POOL_EVENT_ID_REFRESH: int
VIR_STORAGE_POOL_EVENT_STARTED: int
VIR_STORAGE_POOL_EVENT_STOPPED: int
VIR_STORAGE_POOL_EVENT_UNDEFINED: int
VIR_STORAGE_POOL_INACCESSIBLE: int
VIR_STORAGE_POOL_INACTIVE: int
VIR_STORAGE_POOL_RUNNING: int
VIR_STORAGE_VOL_BLOCK: int
VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA: int
VIR_STORAGE_VOL_CREATE_REFLINK: int
VIR_STORAGE_VOL_CREATE_VALIDATE: int
VIR_STORAGE_VOL_DELETE_NORMAL: int
VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS: int
VIR_STORAGE_VOL_DELETE_ZEROED: int
VIR_STORAGE_VOL_DIR: int
VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM: int
VIR_STORAGE_VOL_FILE: int
VIR_STORAGE_VOL_GET_PHYSICAL: int
VIR_STORAGE_VOL_NETDIR: int
VIR_STORAGE_VOL_NETWORK: int
VIR_STORAGE_VOL_PLOOP: int
VIR_STORAGE_VOL_RESIZE_ALLOCATE: int
VIR_STORAGE_VOL_RESIZE_DELTA: int
VIR_STORAGE_VOL_RESIZE_SHRINK: int
VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM: int
VIR_STORAGE_VOL_USE_ALLOCATION: int
VIR_STORAGE_VOL_WIPE_ALG_BSI: int
VIR_STORAGE_VOL_WIPE_ALG_DOD: int
VIR_STORAGE_VOL_WIPE_ALG_GUTMANN: int
VIR_STORAGE_VOL_WIPE_ALG_NNSA: int
VIR_STORAGE_VOL_WIPE_ALG_PFITZNER33: int
VIR_STORAGE_VOL_WIPE_ALG_PFITZNER7: int
VIR_STORAGE_VOL_WIPE_ALG_RANDOM: int
VIR_STORAGE_VOL_WIPE_ALG_SCHNEIER: int
VIR_STORAGE_VOL_WIPE_ALG_TRIM: int
VIR_STORAGE_VOL_WIPE_ALG_ZERO: int
VIR_STORAGE_XML_INACTIVE: int
VIR_STREAM_EVENT_ERROR: int
VIR_STREAM_EVENT_HANGUP: int
VIR_STREAM_EVENT_READABLE: int
VIR_STREAM_EVENT_WRITABLE: int
VIR_STREAM_NONBLOCK: int
VIR_STREAM_RECV_STOP_AT_HOLE: int
