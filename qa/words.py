"""Words that carry a question's grammar, and small lists of names and nouns: all lower case."""

WH = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    """is was are were am be been did does do has have had can could will would shall should
    may might must didn't doesn't don't isn't wasn't aren't weren't hasn't haven't hadn't
    won't wouldn't can't couldn't""".split()
)
PREPOSITIONS = frozenset(
    """about above across after against along among around at before behind below beneath
    beside between beyond by despite down during except for from in inside into like near of
    off on onto out outside over past since through throughout till to toward towards under
    underneath until up upon with within without""".split()
)
DETERMINERS = frozenset("the a an this that these those some any each every no all both".split())
POSSESSIVES = frozenset("her his its their".split())  # those that lead a noun
PRONOUNS = frozenset(
    """i me my you your we us our he him his himself she her hers herself it its itself they
    them their theirs themselves there this that these those one ones anyone anybody
    anything someone somebody something everyone everybody everything nobody nothing else""".split()
)
_OTHERS = """and or but so then than if as because while also too not ever never again only just
 still already yet now today later ago once soon even very really exactly actually much many
 more most few less long old far often first last please well ok okay oh finally eventually
 originally personally afterwards together back away yes such same other others another next
 previous new""".split()
FUNCTION_WORDS = WH | AUXILIARIES | PREPOSITIONS | DETERMINERS | PRONOUNS | frozenset(_OTHERS)

# What a question may end in that says how its subject is, and is no part of it: "is it worth".
PREDICATES = frozenset(
    """able afraid alive alone angry asleep available awake aware big broad bright busy cheap clean
    clear cold correct dangerous dark dead deep dry due empty expensive false famous fast free full
    good guilty happy heavy high hot huge ill important innocent large late legal light likely
    narrow necessary noisy open poor popular possible powerful ready real responsible rich safe
    serious short sick small strong sure tall thick thin true valuable visible warm weak wealthy
    wet wide worth wrong young""".split()
)

# Imperatives that a question may begin with.
ORDERS = frozenset("name list tell describe explain give show summarise summarize say".split())

MONTHS = frozenset(
    """january february march april may june july august september october november
    december""".split()
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())

MALE_TITLES = frozenset("mr sir lord king prince duke baron father pope sheikh sultan".split())
FEMALE_TITLES = frozenset("mrs ms miss lady dame queen princess duchess baroness sister".split())
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | frozenset(
        """dr doctor professor president senator captain colonel general major lieutenant
        sergeant admiral commander minister chancellor judge justice bishop archbishop
        governor mayor secretary ambassador officer inspector""".split()
    )
)
MALE_NAMES = frozenset(
    """aaron abdul adam ahmed alan albert alex alexander alfred ali andrew anthony antonio
    arthur barack ben benjamin bernard bill bob boris boutros brian bruce carl carlos
    charles charlie chris christian christopher claude colin craig cyril dan daniel dave
    david dean dennis desmond dick dmitri donald douglas ed eddie edgar eduardo edward edwin
    emmanuel enrico eric ernest erik felix fernando francis francisco franz frank fred
    frederick gary gene geoffrey george gerald gerry giovanni glenn gordon graham greg
    gregory guy gustav hans harold harry hassan helmut henri henry henrik herbert howard
    hugh hugo ian ibrahim igor isaac ivan jack jacob jacques james jan jason javier jean
    jeff jeffrey jeremy jerry jim jimmy joe joachim johann john johnny jonathan jorge jose
    josé joseph juan julian karl keith ken kenneth kevin klaus kofi konrad kurt lars leo
    leon leonard leonid lewis liam lorenzo louis luca lucas luis luke manuel marco marcus
    mario mark martin matthew maurice max michael michel miguel mike mikhail mohamed
    mohammed muammar muhammad murray musa neil nelson nicholas nick nicolas nigel nikolai
    noah oleg oliver omar oscar otto owen pablo patrick paul pavel pedro pete peter phil
    philip philippe pierre rafael ralph ray raymond ricardo richard rob robert robin roger
    roland ron ronald ross roy rudolf rupert russell ryan sam samuel scott sean sebastian
    sergei sergio simon stanley stefan stephen steve steven stuart ted terry theodore thomas
    tim timothy toby tom tomas tony trevor ulrich victor viktor vincent vladimir walter
    werner wilhelm will william willy winston wolfgang yuri yusuf""".split()
)
FEMALE_NAMES = frozenset(
    """abigail ada agnes aisha alexandra alice alison amanda amelia amy ana andrea angela
    anita ann anna anne annie anya audrey barbara beatrice bella beth betty brenda bridget
    carla carmen carol caroline catherine cathy charlotte christa christina christine claire
    clara claudia cleo daisy deborah diana diane donna doris dorothy edith eileen elaine
    eleanor elena eliza elizabeth ella ellen emilia emily emma erika esther eva eve fatima
    fiona florence frances gabriela gabrielle gemma georgia gloria grace greta hannah
    harriet hazel heather helen helena helga hilary hillary ida ines ingrid irene iris irina
    isabel isabella ivy jacqueline jane janet jean jennifer jenny jessica jill joan joanna
    josephine joyce judith judy julia julie karen karin kate katherine kathryn katie kim
    laila laura leila lena leonie lily linda lisa liz louise lucia lucy lydia maeve maggie
    margaret maria marie marion marta martha mary matilda maya megan melissa mia michelle
    mildred millie miriam molly monica nadia nancy natalia natalie natasha nicola nina nora
    olga olivia pamela patricia paula pauline penny petra phyllis priya rachel rebecca rita
    rosa rosalind rose rosie ruth sally samantha sandra sara sarah sheila shirley silvia
    sofia sonia sophia sophie stella stephanie sue susan suzanne svetlana sylvia tamara
    tanya tatiana teresa theresa ursula valentina valerie vanessa vera veronica victoria
    virginia vivian wendy winnie yasmin yvonne zoe""".split()
)
PLACES = frozenset(
    """afghanistan africa albania algeria america amsterdam angola argentina asia athens
    australia austria baghdad bangladesh barcelona beijing belarus belfast belgium benghazi
    berlin bolivia bosnia boston brazil britain brussels budapest bulgaria cairo california
    cambodia canada cameroon chicago chile china colombia copenhagen croatia cuba cyprus
    denmark dublin ecuador edinburgh egypt england estonia ethiopia europe finland florida
    france geneva georgia germany ghana glasgow greece greenland havana hungary iceland
    india indonesia iran iraq ireland israel istanbul italy jamaica japan jordan kenya korea
    kosovo kuwait kyiv latvia lebanon liberia libya lisbon lithuania london louisiana madrid
    malaysia mali malta manchester mexico milan moldova monaco mongolia morocco moscow
    munich myanmar namibia naples nepal netherlands nigeria norway oslo pakistan palestine
    panama paris peru poland portugal prague qatar rome russia rwanda scotland senegal
    serbia singapore slovakia slovenia somalia spain stockholm sudan sweden switzerland
    sydney syria taiwan tanzania texas thailand tokyo toronto tripoli tunisia turkey uganda
    ukraine uruguay venezuela vienna vietnam wales warsaw washington yemen zambia zimbabwe
    zurich""".split()
)
PLACE_NOUNS = frozenset(
    """abbey airport area basilica bay building camp capital castle cathedral city coast country
    county desert district harbour harbor hospital hotel house island lake monastery mountain
    museum palace park place port prison province region river school site square state
    station street temple town university valley village zone""".split()
)
TIME_NOUNS = frozenset(
    "afternoon autumn century date day decade evening hour moment month morning night season "
    "spring summer time week weekend winter year".split()
)
MEN = frozenset(
    "boy bridegroom brother duke father gentleman grandfather grandson groom husband king man monk "
    "nephew prince son uncle widower".split()
)
WOMEN = frozenset(
    "actress aunt bride daughter duchess girl granddaughter grandmother heiress lady mother niece "
    "nun princess queen sister stewardess waitress widow wife woman".split()
)
PERSON_NOUNS = (
    MEN
    | WOMEN
    | frozenset(
        """accountant activist actor adviser aide ambassador analyst apprentice architect
        arsonist artist assistant astronaut athlete attorney author baker banker biologist
        bishop bookkeeper boss bosun botanist boxer brigadier broadcaster builder butcher
        candidate captain cardiologist caretaker carpenter chair chairman chairwoman
        champion chancellor chef chemist chief choreographer cleaner clerk climber coach
        colleague collector columnist comedian commander commissioner composer conductor
        constable consultant contractor cook coroner councillor cousin coxswain curator
        dancer daughter dealer defendant delegate dentist deputy designer detective
        developer dictator diplomat director doctor donor driver drummer economist editor
        electrician employee employer engineer envoy executive expert explorer farmer
        financier firefighter fireman fisherman foreigner foreman founder friend gardener
        general geographer geologist goalkeeper guard guide guitarist harbourmaster head
        headmaster headteacher helmsman hero hiker historian hunter industrialist
        inspector intern interpreter inventor investigator investor jockey journalist
        judge keeper lawyer leader lecturer librarian lieutenant lookout magistrate
        manager master mate mathematician mayor mechanic merchant meteorologist midwife
        miner minister monk mountaineer murderer musician navigator navvy negotiator
        neighbour nephew niece novelist nurse officer official operator organiser organist
        owner painter palaeontologist paramedic partner passenger pathologist patient
        pensioner person pharmacist philosopher photographer physicist pianist pilot
        plaintiff player plumber poet policeman policewoman politician porter potter
        preacher predecessor presenter president priest printer prisoner producer
        professor programmer prosecutor psychologist publisher pupil purser ranger
        receptionist referee refugee registrar reporter rescuer researcher resident rider
        rival sailor scholar scientist sculptor secretary seismologist senator shepherd
        sheriff shopkeeper signalman singer skier skipper smuggler soldier solicitor
        speaker specialist spokesman spokesperson spokeswoman steward stewardess striker
        student successor surgeon surveyor survivor tailor teacher technician tenant thief
        tourist trader trainer translator treasurer trustee vet veteran vicar victim
        violinist volunteer waiter waitress watchman weaver whistleblower winner witness
        worker writer zoologist""".split()
    )
)
COLLECTIVES = frozenset(
    """army audience board cabinet committee company council couple crew crowd family
    government group jury men network orchestra pair panel parliament party people police
    public staff team women children""".split()
)
ORGANISATIONS = frozenset(
    """agency airlines alliance army assembly association authority bank board bureau church
    club college committee commission company conference congress corporation council court
    department federation force foundation government group institute institution league
    magazine ministry museum navy newspaper office orchestra organization organisation paper
    parliament party police senate service services society team trust union united university
    works""".split()
)
# After these, "of" goes on with a name: "Bank of England".
NAMED_OF = frozenset(
    """academy archbishop bank battle bay bishop cape chamber church city college commission
    council court day declaration department duke federation gulf house institute isle king
    kingdom league lord lords ministry museum palace port president prince princess queen
    republic school sea secretary society states statue strait tour tower treaty union
    university""".split()
)
# What is spoken of as "she" where no woman is.
VESSELS = frozenset(
    """aircraft airliner airship barge barque boat carrier coaster cruiser cutter destroyer dinghy
    dredger ferry freighter frigate galleon icebreaker jet launch lifeboat liner locomotive lugger
    plane sailing-ship schooner seaplane ship sloop steamer steamship submarine tanker trawler tug
    tugboat vessel warship whaler yacht""".split()
)
# Nouns so general that they need the subject under discussion to say which.
GENERAL_NOUNS = frozenset(
    """accident aim alarm answer attempt beginning cause consequence cost damage danger
    death deaths decision effect effects end goal height help idea length money name number
    part people plan plans problem project purpose reason reasons reaction result results
    risk size speed start story temperature thing things title victims weather weight
    work""".split()
)
