-- The seed's own words for the derived tables (seed 004), to compare with; they refer to those of
-- control_plane/seed_004.sql.
CREATE TABLE scraped_pages (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    url VARCHAR(2048) NOT NULL,
    url_hash VARCHAR(64) NOT NULL, -- SHA-256 of URL for quick lookup
    title VARCHAR(512),
    meta_description TEXT,
    content_text TEXT,
    content_html_path VARCHAR(512), -- S3 path to full HTML
    word_count INTEGER,
    page_type VARCHAR(50), -- homepage, product, service, blog, about, contact
    http_status INTEGER,
    scraped_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    UNIQUE(website_id, url_hash)
);
CREATE INDEX idx_scraped_pages_website ON scraped_pages(website_id);
CREATE INDEX idx_scraped_pages_url_hash ON scraped_pages(url_hash);
CREATE INDEX idx_scraped_pages_type ON scraped_pages(page_type);

CREATE TABLE website_analysis (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE UNIQUE,
    industry VARCHAR(255),
    business_model VARCHAR(100), -- b2b, b2c, b2b2c, marketplace
    primary_offerings JSONB, -- Array of products/services
    value_propositions JSONB,
    target_markets JSONB,
    competitors_mentioned JSONB,
    analyzed_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_website_analysis_website ON website_analysis(website_id);

CREATE TABLE icps (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    sequence_number INTEGER NOT NULL, -- 1-5

    -- Demographics
    demographics JSONB NOT NULL,
    /*
    {
        "age_range": "25-45",
        "gender": "any",
        "location": "Urban, US/EU",
        "income_level": "middle-upper",
        "education": "bachelor+"
    }
    */

    -- Professional
    professional_profile JSONB NOT NULL,
    /*
    {
        "job_titles": ["Product Manager", "Engineering Lead"],
        "company_size": "50-500",
        "industry": "Technology",
        "seniority": "mid-senior"
    }
    */

    -- Psychographics
    pain_points JSONB NOT NULL, -- Array of pain points
    goals JSONB NOT NULL, -- Array of goals
    motivations JSONB NOT NULL,
    objections JSONB, -- Common buying objections

    -- Behavior
    decision_factors JSONB, -- What influences their decisions
    information_sources JSONB, -- Where they research
    buying_journey_stage VARCHAR(50), -- typical entry stage

    is_active BOOLEAN DEFAULT true,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(website_id, sequence_number)
);
CREATE INDEX idx_icps_website ON icps(website_id);
CREATE INDEX idx_icps_active ON icps(is_active) WHERE is_active = true;

CREATE TABLE conversation_sequences (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    icp_id UUID REFERENCES icps(id) ON DELETE CASCADE,
    topic VARCHAR(255) NOT NULL,
    context TEXT, -- Situational context
    expected_outcome TEXT,
    is_core_conversation BOOLEAN DEFAULT false, -- True for the 5 constant ones per ICP
    sequence_number INTEGER NOT NULL, -- 1-10 per ICP
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(icp_id, sequence_number)
);
CREATE INDEX idx_conversations_website ON conversation_sequences(website_id);
CREATE INDEX idx_conversations_icp ON conversation_sequences(icp_id);
CREATE INDEX idx_conversations_core ON conversation_sequences(is_core_conversation)
    WHERE is_core_conversation = true;

CREATE TABLE prompts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id UUID REFERENCES conversation_sequences(id) ON DELETE CASCADE,
    prompt_text TEXT NOT NULL,
    prompt_type VARCHAR(50) NOT NULL, -- primary, follow_up, clarification
    sequence_order INTEGER NOT NULL, -- Order within conversation
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_prompts_conversation ON prompts(conversation_id);
CREATE INDEX idx_prompts_type ON prompts(prompt_type);

CREATE TABLE prompt_classifications (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    prompt_id UUID REFERENCES prompts(id) ON DELETE CASCADE UNIQUE,

    -- UserIntent fields
    intent_type VARCHAR(50) NOT NULL, -- informational, evaluation, decision
    funnel_stage VARCHAR(50) NOT NULL, -- awareness, consideration, purchase
    buying_signal DECIMAL(3,2) NOT NULL CHECK (buying_signal >= 0 AND buying_signal <= 1),
    trust_need DECIMAL(3,2) NOT NULL CHECK (trust_need >= 0 AND trust_need <= 1),

    -- Additional classification
    query_intent VARCHAR(50), -- Commercial, Informational, Navigational, Transactional

    confidence_score DECIMAL(3,2),
    classified_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    classifier_version VARCHAR(50)
);
CREATE INDEX idx_classifications_prompt ON prompt_classifications(prompt_id);
CREATE INDEX idx_classifications_intent ON prompt_classifications(intent_type);
CREATE INDEX idx_classifications_funnel ON prompt_classifications(funnel_stage);

CREATE TABLE llm_responses (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    simulation_run_id UUID REFERENCES simulation_runs(id) ON DELETE CASCADE,
    prompt_id UUID REFERENCES prompts(id) ON DELETE CASCADE,

    llm_provider VARCHAR(50) NOT NULL, -- openai, google, anthropic, perplexity
    llm_model VARCHAR(100) NOT NULL, -- gpt-4, gemini-pro, claude-3, etc.

    response_text TEXT NOT NULL,
    response_tokens INTEGER,
    latency_ms INTEGER,

    -- Raw extraction results
    brands_mentioned JSONB, -- Array of brand names found

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(simulation_run_id, prompt_id, llm_provider)
);
CREATE INDEX idx_llm_responses_simulation ON llm_responses(simulation_run_id);
CREATE INDEX idx_llm_responses_prompt ON llm_responses(prompt_id);
CREATE INDEX idx_llm_responses_provider ON llm_responses(llm_provider);

CREATE TABLE llm_brand_states (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    llm_response_id UUID REFERENCES llm_responses(id) ON DELETE CASCADE,
    brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,

    -- LLMBrandState
    presence VARCHAR(50) NOT NULL, -- ignored, mentioned, trusted, recommended, compared
    position_rank INTEGER, -- Position in response (1 = first mentioned)

    -- BeliefType sold
    belief_sold VARCHAR(50), -- truth, superiority, outcome, transaction, identity, social_proof

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(llm_response_id, brand_id)
);
CREATE INDEX idx_brand_states_response ON llm_brand_states(llm_response_id);
CREATE INDEX idx_brand_states_brand ON llm_brand_states(brand_id);
CREATE INDEX idx_brand_states_presence ON llm_brand_states(presence);
CREATE INDEX idx_brand_states_belief ON llm_brand_states(belief_sold);

CREATE TABLE llm_answer_belief_maps (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    llm_response_id UUID REFERENCES llm_responses(id) ON DELETE CASCADE,
    prompt_classification_id UUID REFERENCES prompt_classifications(id),
    brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,

    -- Denormalized for query performance
    intent_type VARCHAR(50),
    funnel_stage VARCHAR(50),
    buying_signal DECIMAL(3,2),
    trust_need DECIMAL(3,2),

    presence VARCHAR(50),
    position_rank INTEGER,
    belief_sold VARCHAR(50),

    llm_provider VARCHAR(50),

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_belief_maps_response ON llm_answer_belief_maps(llm_response_id);
CREATE INDEX idx_belief_maps_brand ON llm_answer_belief_maps(brand_id);
CREATE INDEX idx_belief_maps_intent ON llm_answer_belief_maps(intent_type);
CREATE INDEX idx_belief_maps_provider ON llm_answer_belief_maps(llm_provider);

CREATE TABLE share_of_voice (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,
    llm_provider VARCHAR(50) NOT NULL,

    -- Metrics
    mention_count INTEGER DEFAULT 0,
    recommendation_count INTEGER DEFAULT 0,
    first_position_count INTEGER DEFAULT 0,
    total_responses INTEGER DEFAULT 0,

    -- Calculated scores
    visibility_score DECIMAL(5,2),
    trust_score DECIMAL(5,2),
    recommendation_rate DECIMAL(5,2),

    -- Time period
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(website_id, brand_id, llm_provider, period_start, period_end)
);
CREATE INDEX idx_sov_website ON share_of_voice(website_id);
CREATE INDEX idx_sov_brand ON share_of_voice(brand_id);
CREATE INDEX idx_sov_period ON share_of_voice(period_start, period_end);

CREATE TABLE substitution_patterns (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    website_id UUID REFERENCES websites(id) ON DELETE CASCADE,
    missing_brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,
    substitute_brand_id UUID REFERENCES brands(id) ON DELETE CASCADE,

    occurrence_count INTEGER DEFAULT 1,
    avg_position DECIMAL(3,1),

    llm_provider VARCHAR(50),

    period_start DATE,
    period_end DATE,

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_substitution_website ON substitution_patterns(website_id);
CREATE INDEX idx_substitution_missing ON substitution_patterns(missing_brand_id);
